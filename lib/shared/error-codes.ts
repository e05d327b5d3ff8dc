/**
 * The one error table: code → HTTP status → log level. The user's text for each code stands in
 * `lib/shared/messages/<locale>/errors.json` under the same code; a unit test holds the three together.
 */
export const errorTable = {
  // Who you are and what you may do. What may not be known to exist answers `not_found`.
  unauthenticated: { status: 401, level: 'info' },
  sign_in_failed: { status: 401, level: 'info' },
  account_disabled: { status: 403, level: 'info' },
  forbidden: { status: 403, level: 'info' },
  not_found: { status: 404, level: 'info' },
  setup_token_invalid: { status: 403, level: 'warn' },
  setup_done: { status: 409, level: 'warn' },
  origin_refused: { status: 403, level: 'warn' },
  // What was asked.
  invalid_input: { status: 400, level: 'info' },
  payload_too_large: { status: 413, level: 'info' },
  rate_limited: { status: 429, level: 'info' },
  conflict: { status: 409, level: 'info' },
  name_taken: { status: 409, level: 'info' },
  node_ambiguous: { status: 409, level: 'info' },
  email_taken: { status: 409, level: 'info' },
  // The way to the node.
  node_unreachable: { status: 503, level: 'warn' },
  address_unknown: { status: 503, level: 'warn' },
  not_ssh: { status: 502, level: 'warn' },
  node_refused: { status: 503, level: 'warn' },
  host_key_unverified: { status: 409, level: 'warn' },
  host_key_changed: { status: 409, level: 'error' },
  host_key_mismatch: { status: 409, level: 'warn' },
  ssh_auth_failed: { status: 502, level: 'warn' },
  ssh_algorithms: { status: 502, level: 'warn' },
  ssh_channel_refused: { status: 502, level: 'warn' },
  credential_unreadable: { status: 409, level: 'error' },
  node_lost: { status: 503, level: 'warn' },
  node_deadline: { status: 504, level: 'warn' },
  address_refused: { status: 400, level: 'warn' },
  // Root on the node.
  root_unavailable: { status: 409, level: 'info' },
  root_password_wrong: { status: 409, level: 'warn' },
  root_locked: { status: 409, level: 'info' },
  su_not_allowed: { status: 409, level: 'info' },
  sudo_refused: { status: 409, level: 'warn' },
  root_login_lost: { status: 409, level: 'warn' },
  root_login_rolled_back: { status: 502, level: 'warn' },
  sshd_config_invalid: { status: 409, level: 'warn' },
  // Work on a node, step by step.
  step_failed: { status: 502, level: 'warn' },
  distribution_unsupported: { status: 409, level: 'info' },
  package_manager_busy: { status: 409, level: 'warn' },
  disk_full: { status: 507, level: 'warn' },
  operation_running: { status: 409, level: 'info' },
  daemon_json_invalid: { status: 409, level: 'info' },
  command_failed: { status: 502, level: 'info' },
  // Docker on the node.
  docker_missing: { status: 503, level: 'warn' },
  docker_denied: { status: 503, level: 'warn' },
  docker_down: { status: 503, level: 'warn' },
  docker_error: { status: 502, level: 'warn' },
  docker_answer_too_large: { status: 502, level: 'warn' },
  docker_answer_malformed: { status: 502, level: 'warn' },
  image_not_found: { status: 404, level: 'info' },
  image_in_use: { status: 409, level: 'info' },
  image_reference_invalid: { status: 400, level: 'info' },
  image_not_in_mirror: { status: 404, level: 'info' },
  image_platform: { status: 409, level: 'info' },
  registry_unreachable: { status: 502, level: 'warn' },
  registry_error: { status: 502, level: 'warn' },
  registry_rate_limited: { status: 429, level: 'warn' },
  registry_login_needed: { status: 403, level: 'info' },
  container_not_found: { status: 404, level: 'info' },
  container_name_taken: { status: 409, level: 'info' },
  container_running: { status: 409, level: 'info' },
  container_not_running: { status: 409, level: 'info' },
  container_paused: { status: 409, level: 'info' },
  container_log_unreadable: { status: 409, level: 'info' },
  command_not_found: { status: 400, level: 'info' },
  shell_missing: { status: 400, level: 'info' },
  port_taken: { status: 409, level: 'info' },
  // Terminals and jobs.
  terminal_not_found: { status: 404, level: 'info' },
  terminal_closed: { status: 410, level: 'info' },
  terminal_limit: { status: 409, level: 'info' },
  job_not_cancellable: { status: 409, level: 'info' },
  cancelled: { status: 409, level: 'info' },
  interrupted: { status: 409, level: 'warn' },
  // Us.
  shutting_down: { status: 503, level: 'warn' },
  internal: { status: 500, level: 'error' },
} as const satisfies Record<string, { status: number; level: 'info' | 'warn' | 'error' }>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
