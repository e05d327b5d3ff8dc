import type { Deed, DeedsSeen } from './kind';

/** So many deeds of a node are kept. */
export const deedsKept = 2_000;

/** The deeds of one node, in the order of its clock, and from which moment on none is missing. */
export class NodeDeeds {
  #deeds: Deed[] = [];
  readonly #seen = new Set<string>();
  /** From here on all are known; null before anything is. */
  #wholeFromMs: number | null = null;
  /** Up to here some may be lost for good. */
  #lostUntilMs: number | null = null;
  /** The last one heard before a stream broke: from there on they are asked for. */
  brokenSinceMs: number | null = null;
  /** The dockerd that was heard last. */
  daemon: string | null = null;
  filling: Promise<void> | null = null;

  /** @returns whether it is new: a stream and the daemon's memory may both tell it. */
  take(deed: Deed): boolean {
    const key = [deed.kind, deed.action, deed.id, deed.name, deed.atMs].join(' ');
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    // Nearly always at the end.
    let at = this.#deeds.length;
    while (at > 0 && (this.#deeds[at - 1]?.atMs ?? 0) > deed.atMs) at--;
    this.#deeds.splice(at, 0, deed);
    if (this.#deeds.length > deedsKept) this.#drop();
    return true;
  }

  #drop(): void {
    const dropped = this.#deeds.splice(0, this.#deeds.length - deedsKept);
    for (const deed of dropped) this.#seen.delete([deed.kind, deed.action, deed.id, deed.name, deed.atMs].join(' '));
    this.#lose((dropped.at(-1)?.atMs ?? 0) + 1);
  }

  #lose(untilMs: number): void {
    this.#lostUntilMs = Math.max(this.#lostUntilMs ?? 0, untilMs);
  }

  /** A stream of events was opened anew: between the last one and now some may be missing. */
  streamOpened(): void {
    if (this.#wholeFromMs === null && this.#deeds.length === 0) return;
    this.brokenSinceMs ??= this.#lastDockerMs() ?? this.#wholeFromMs;
  }

  #lastDockerMs(): number | null {
    return this.#deeds.findLast((deed) => deed.kind !== 'terminal')?.atMs ?? null;
  }

  /** Whether nothing from this moment on has to be asked for. */
  covers(fromMs: number): boolean {
    if (this.brokenSinceMs !== null) return false;
    return (
      (this.#wholeFromMs !== null && this.#wholeFromMs <= fromMs) || (this.#lostUntilMs !== null && fromMs < this.#lostUntilMs)
    );
  }

  /** From when on the daemon is asked, so that all is known from `fromMs` on: what was heard without a break is not asked again. */
  askSince(fromMs: number): number {
    const isKnownBefore = this.#wholeFromMs !== null && this.#wholeFromMs <= fromMs;
    return isKnownBefore && this.brokenSinceMs !== null ? Math.max(fromMs, this.brokenSinceMs) : fromMs;
  }

  /** What the daemon remembers. @param given `isWhole` false: older ones may be lost. @returns those that were not known */
  fill(given: { fromMs: number; deeds: Deed[]; isWhole: boolean; daemon: string | null }): Deed[] {
    const fresh = given.deeds.filter((deed) => this.take(deed));
    if (given.isWhole) this.#wholeFromMs = Math.min(this.#wholeFromMs ?? given.fromMs, given.fromMs);
    else {
      // All that is lost is older than the oldest that is still remembered, or, after a restart, than now.
      const known = given.deeds[0]?.atMs ?? (this.#lastDockerMs() ?? given.fromMs) + 1;
      this.#lose(Math.max(known, given.fromMs + 1));
      this.#wholeFromMs = Math.max(known, given.fromMs + 1);
    }
    this.brokenSinceMs = null;
    this.daemon = given.daemon ?? this.daemon;
    return fresh;
  }

  since(ms: number): DeedsSeen {
    return {
      deeds: this.#deeds.filter((deed) => deed.atMs >= ms),
      hasGap: this.#lostUntilMs !== null && ms < this.#lostUntilMs,
    };
  }
}
