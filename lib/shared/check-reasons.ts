/** Why the panel could not tell: counted neither for nor against anybody, and asked again by itself. */
export const checkCauses = [
  'node_away',
  'engine_down',
  'root_needed',
  'deadline',
  'output_limit',
  'store_unknown',
  'shell_altered',
  'events_lost',
  'start_missing',
  'registry_down',
  'no_terminal',
  'not_trusted',
  'script_failed',
  'unreadable',
] as const;
export type CheckCause = (typeof checkCauses)[number];

/** Why a check passed or failed: one sentence each in `checks.json`, with `{wanted}`, `{found}` and `{where}`. */
export const checkReasons = [
  'holds',
  'inverted',
  // Anything: it was there when the lesson began, and was not touched since.
  'stale',
  // image
  'image_missing',
  'image_present',
  'images_left',
  'base_missing',
  'based_on',
  'based_on_same',
  'layers_more',
  'author',
  'comment',
  'entrypoint',
  'cmd',
  'env',
  'history',
  // container
  'container_missing',
  'container_present',
  'containers_left',
  'container_count',
  'container_image',
  'container_state',
  'exit_code',
  'tty',
  'stdin',
  'command',
  'ports',
  'mounts',
  'memory',
  // layers
  'rw_more',
  'ro_more',
  'layers_not_shared',
  // diff
  'diff_missing',
  'diff_more',
  // file
  'file_missing',
  'file_type',
  'file_mode',
  'file_sha256',
  'file_text',
  'file_contains',
  'file_differs',
  'file_outside',
  'program_missing',
  'program_format',
  'loader_missing',
  'library_missing',
  // process
  'process_missing',
  'process_exe',
  'process_root',
  'namespace_shared',
  // session
  'session_where',
  'session_user',
  'session_cwd',
  'session_root',
  'session_parent',
  // deed
  'deed_missing',
  'deed_exit_code',
  'still_attached',
  'left_with_exit',
  'terminal_closed',
  // answer
  'not_answered',
  'answer_wrong',
  // registry
  'registry_missing',
  'registry_present',
  'registry_differs',
  // http
  'port_silent',
  'http_status',
  'http_body',
  // script
  'script_said',
] as const;
export type CheckReason = (typeof checkReasons)[number];

/** What the panel itself sees in the facts of a step that is red, with no author's help: a sentence each in `checks.json`. */
export const checkHints = [
  'still_ubuntu',
  'inside_container',
  'inside_chroot',
  'outside_chroot',
  'outside_container',
  'daemon_down',
  'name_taken',
  'wrong_name',
  'left_with_exit',
  'loader_missing',
  'library_missing',
  'not_in_registry',
  'registry_away',
  'command_not_found',
  'container_stopped',
  'older_than_lesson',
] as const;
export type CheckHint = (typeof checkHints)[number];
