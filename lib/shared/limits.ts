/** Limits both sides keep to. Units are in the names. */
export const limits = {
  nameMaxChars: 63,
  /** `class/node`: a class's id, a slash, a node's name. */
  nodeRefMaxChars: 88,
  passwordMinChars: 10,
  passwordMaxChars: 256,
  /** A session nobody uses ends after the first, and any session after the second. The oldest of somebody with more end. */
  sessionIdleMs: 12 * 60 * 60_000,
  sessionMaxMs: 7 * 24 * 60 * 60_000,
  sessionsPerUser: 20,
  pageSize: 50,
  pageMaxSize: 200,
  /** Rows of all nodes of a class in one answer, some 400 bytes each. */
  classListMaxSize: 2_000,
  bodyMaxBytes: 256 * 1024,
  /** A course as a ZIP file: the one body that is larger. */
  courseMaxBytes: 2 * 1024 * 1024,
  /** What is posted outside of the API: the sign-in form, some 4 KiB at most. */
  formMaxBytes: 16 * 1024,
  terminalsPerUser: 12,
  terminalRingMaxBytes: 512 * 1024,
  /** Output that a viewer has not acknowledged, sent or not: above, the source pauses; below, it goes on. */
  terminalHighWaterBytes: 128 * 1024,
  terminalLowWaterBytes: 32 * 1024,
  /** Of it, what may be under way: on a line of 20 KB/s a key's echo waits three seconds behind it, not thirteen. */
  terminalInFlightBytes: 64 * 1024,
  terminalFrameMaxBytes: 16 * 1024,
  terminalCoalesceMs: 8,
  terminalCoalesceMaxBytes: 32 * 1024,
  terminalInputMaxBytes: 64 * 1024,
  terminalDetachedMs: 30 * 60_000,
  terminalColsMax: 500,
  terminalRowsMax: 300,
  logTailLines: 500,
  /** So many lines of a log a page asks for at once, and keeps. */
  logTailMax: 100_000,
  logMinutesMax: 365 * 24 * 60,
  /** More nodes than any class has, and a text that fits one request beside its JSON. */
  importMaxNodes: 1000,
  importMaxChars: 200 * 1024,
} as const;
