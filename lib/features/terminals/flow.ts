/** What one viewer was sent and has drawn. */
interface ViewerFlow {
  sentSeq: number;
  ackedSeq: number;
  /** Since when it holds up the source without a word; null while it does not. */
  silentSinceMs: number | null;
  /** `stalled`: silent for too long while others (or the program) waited for it. Gets nothing until it speaks again. */
  state: 'live' | 'stalled';
  /** False for who only looks on: gets what the ring still has, and holds up nothing. */
  holds: boolean;
}

export interface FlowLimits {
  highWaterBytes: number;
  lowWaterBytes: number;
  /** What may be under way to one viewer: what waits behind it on a slow line, a key's echo or a sign of life, waits this long. */
  inFlightBytes: number;
  /** The most one message carries: what a cut connection loses of a replay. */
  frameMaxBytes: number;
  /** A viewer that acknowledges nothing for this long while it holds up the source is stalled. */
  stallMs: number;
  /** How long output is held for the last viewer when it lost its connection. */
  awayMs: number;
  /** A source that was held up within this time floods its viewers, also at a moment at which they have drawn everything they were sent. */
  behindMs: number;
}

/** Bytes that are to be sent to a viewer now: those after `fromSeq` up to and with `toSeq`. */
interface Due<Key> {
  key: Key;
  fromSeq: number;
  toSeq: number;
}

/**
 * Who may hold up a terminal's source, and whether somebody does. The slowest live viewer decides, so that no tab loses
 * output; a tab that stays silent stops deciding, so that it cannot freeze the program for the others.
 */
export interface Flow<Key> {
  /**
   * A viewer that has `ackedSeq` and was just sent everything up to `sentSeq`.
   * @param holds whether the source waits for it; false for an observer, whom the program must not feel
   */
  join(key: Key, ackedSeq: number, sentSeq: number, holds?: boolean): void;
  /** @param isExpectedBack it lost its connection and was the last: what it has not drawn is kept for it for `awayMs`. */
  leave(key: Key, isExpectedBack?: boolean): void;
  has(key: Key): boolean;
  /** Viewers the source waits for. */
  readonly liveViewers: number;
  /** Whether anybody is there to send output to. */
  readonly hasAudience: boolean;
  /** True when the viewer was sent everything up to `lastSeq`. */
  isUpToDate(key: Key, lastSeq: number): boolean;
  /** Whether a live viewer has more before it than where the source goes on, or had until a moment ago. */
  isBehind(lastSeq: number): boolean;
  /** What live viewers lack of what was written up to `lastSeq` and may be sent now, one message each. */
  due(lastSeq: number): Array<Due<Key>>;
  sent(key: Key, seq: number): void;
  /** Numbers that go backwards or were never sent are ignored. A stalled viewer that acknowledges is live again. */
  acknowledge(key: Key, seq: number): void;
  /**
   * Whether the source must rest now: above the high water mark until everybody is below the low one.
   * @param lastSeq number of the last byte of output.
   * @returns `waitMs` until the slowest viewer counts as stalled, null when nobody holds the source up.
   */
  check(lastSeq: number): { blocked: boolean; waitMs: number | null };
}

/** @param nowMs a monotonic clock in ms: the wall clock may be set back. */
export function createFlow<Key>(limits: FlowLimits, nowMs: () => number): Flow<Key> {
  const viewers = new Map<Key, ViewerFlow>();
  /** The last viewer, which lost its connection: a page that is loading again, most likely. */
  let away: { ackedSeq: number; silentSinceMs: number } | null = null;
  let blocked = false;
  let freedAtMs = Number.NEGATIVE_INFINITY;

  const live = (): ViewerFlow[] => [...viewers.values()].filter((v) => v.holds && v.state === 'live');

  return {
    join(key, ackedSeq, sentSeq, holds = true) {
      if (holds) away = null;
      viewers.set(key, { ackedSeq: Math.min(ackedSeq, sentSeq), sentSeq, silentSinceMs: null, state: 'live', holds });
    },
    leave(key, isExpectedBack = false) {
      const viewer = viewers.get(key);
      viewers.delete(key);
      const isLast = viewer?.state === 'live' && viewer.holds && live().length === 0;
      if (isLast && isExpectedBack) away = { ackedSeq: viewer.ackedSeq, silentSinceMs: nowMs() };
    },
    has: (key) => viewers.has(key),
    get liveViewers() {
      return live().length;
    },
    get hasAudience() {
      return viewers.size > 0;
    },
    isUpToDate: (key, lastSeq) => (viewers.get(key)?.sentSeq ?? lastSeq) >= lastSeq,
    // Between two bursts of a flood nothing is on its way, and a megabyte may wait on the node.
    isBehind: (lastSeq) =>
      nowMs() - freedAtMs < limits.behindMs || live().some((viewer) => lastSeq - viewer.ackedSeq > limits.lowWaterBytes),
    due(lastSeq) {
      const due: Array<Due<Key>> = [];
      for (const [key, { state, sentSeq, ackedSeq }] of viewers) {
        if (state !== 'live' || sentSeq >= lastSeq) continue;
        const wanted = Math.min(lastSeq - sentSeq, limits.frameMaxBytes);
        // Whole messages: small acknowledgements must not turn a flood into small messages.
        if (sentSeq + wanted - ackedSeq <= limits.inFlightBytes) due.push({ key, fromSeq: sentSeq, toSeq: sentSeq + wanted });
      }
      return due;
    },
    sent(key, seq) {
      const viewer = viewers.get(key);
      if (viewer) viewer.sentSeq = seq;
    },
    acknowledge(key, seq) {
      const viewer = viewers.get(key);
      if (!viewer || seq > viewer.sentSeq || seq < viewer.ackedSeq) return;
      viewer.ackedSeq = seq;
      viewer.silentSinceMs = null;
      viewer.state = 'live';
    },
    check(lastSeq) {
      const now = nowMs();
      const limit = blocked ? limits.lowWaterBytes : limits.highWaterBytes;
      let waitMs: number | null = null;
      for (const viewer of live()) {
        if (lastSeq - viewer.ackedSeq <= limit) {
          viewer.silentSinceMs = null;
          continue;
        }
        viewer.silentSinceMs ??= now;
        const left = viewer.silentSinceMs + limits.stallMs - now;
        if (left <= 0) viewer.state = 'stalled';
        else waitMs = Math.min(waitMs ?? left, left);
      }
      if (away && lastSeq - away.ackedSeq > limit) {
        const left = away.silentSinceMs + limits.awayMs - now;
        if (left <= 0) away = null;
        else waitMs = Math.min(waitMs ?? left, left);
      }
      if (blocked && waitMs === null) freedAtMs = now;
      blocked = waitMs !== null;
      return { blocked, waitMs };
    },
  };
}
