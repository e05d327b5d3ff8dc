/** Unauthenticated connections of many nodes: now, and the most at one time. */
export interface Startups {
  now: number;
  most: number;
}

/**
 * What sshd does with connections before it knows who they are, per listening node: `MaxStartups 10:30:100` (sshd_config(5): from 10
 * unauthenticated ones on, 30 % are dropped, linearly up to all at 100), and the penalties of OpenSSH 9.8 for addresses that come to nothing
 * (`PerSourcePenalties authfail:5s noauth:1s max:600s min:15s`; counted like srclimit_penalise() in its srclimit.c).
 */
export class SshdLimits {
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #together: Startups;
  readonly #penalties = new Map<string, { until: number; active: boolean }>();
  #startups = 0;
  /** The most connections that were unauthenticated at one time. */
  mostStartups = 0;
  pastMaxStartups = 0;
  penalised = 0;

  /** @param now ms. @param together counts this node's unauthenticated connections among those of others. */
  constructor(random: () => number = Math.random, now: () => number = Date.now, together: Startups = { now: 0, most: 0 }) {
    this.#random = random;
    this.#now = now;
    this.#together = together;
  }

  /** A connection is there. @returns null when sshd drops it, else what to call when it is authenticated or over, whichever is first. */
  admit(source: string): (() => void) | null {
    if (this.isBanned(source)) {
      this.penalised++;
      return null;
    }
    if (this.#startups >= 10) {
      const share = this.#startups >= 100 ? 1 : 0.3 + (0.7 * (this.#startups - 10)) / 90;
      if (this.#random() < share) {
        this.pastMaxStartups++;
        return null;
      }
    }
    this.#startups++;
    this.mostStartups = Math.max(this.mostStartups, this.#startups);
    const together = this.#together;
    together.now++;
    together.most = Math.max(together.most, together.now);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      this.#startups--;
      together.now--;
    };
  }

  isBanned(source: string): boolean {
    const penalty = this.#penalties.get(source);
    return penalty?.active === true && penalty.until > this.#now();
  }

  /** A connection ended without a login. */
  penalise(source: string, why: 'authfail' | 'noauth'): void {
    const now = this.#now();
    const seconds = why === 'authfail' ? 5 : 1;
    const known = this.#penalties.get(source);
    const from = known && known.until > now ? known.until : now;
    const until = Math.min(from + seconds * 1000, now + 600_000);
    this.#penalties.set(source, { until, active: (known?.active && known.until > now) || until - now >= 15_000 });
  }
}
