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
export const checkReasons = ['holds', 'inverted'] as const;
export type CheckReason = (typeof checkReasons)[number];
