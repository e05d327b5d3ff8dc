import { setTimeout as wait } from 'node:timers/promises';
import type { Ctx } from '@/lib/core/runtime';
import type { TerminalSession } from '@/lib/features/checks/kind';
import type { Where } from '@/lib/features/checks/spec';
import type { PlannedCommand } from './plan';
import { NoPrompt, openTypist, type Typist } from './typist';

/** Ctrl-P Ctrl-Q (docker run, --detach-keys). */
const detachKeys = '\u0010\u0011';
const settleMs = 5_000;
const lookMs = 100;

export interface StageDeps {
  nodeId: string;
  /** Where the rehearsal's terminals stand, as the panel reads it from the node. */
  sessions(): Promise<TerminalSession[]>;
  /** Root's password, for `su root`; null where the panel has none. */
  rootPassword: string | null;
}

/** The terminals of a rehearsal: which one stands where, and how another place is reached. */
export class Stage {
  readonly #ctx: Ctx;
  readonly #deps: StageDeps;
  #typists: Typist[] = [];
  #current: Typist | null = null;
  /** Where the current one was read to stand, and what its prompt said then: while that stays, it has not moved. */
  #read: { typist: Typist; host: string; at: TerminalSession } | null = null;
  /** How the chroot was entered last: no course says it in a form of its own. */
  #wayToChroot: PlannedCommand | null = null;

  constructor(ctx: Ctx, deps: StageDeps) {
    this.#ctx = ctx;
    this.#deps = deps;
  }

  /** Types a command of a course where it belongs. @returns what was printed. @throws NoPrompt, AppError */
  async type(command: PlannedCommand): Promise<string> {
    const typist = await this.go(command.where);
    const printed = await typist.type(command);
    if (/(^|\/)chroot\s/.test(command.text) && (await this.#where(typist))?.where === 'chroot')
      this.#wayToChroot = { ...command, where: 'host-root' };
    return printed;
  }

  /**
   * Stands somewhere: in the terminal that was typed into last, in another one, or in a new one.
   * @param where left out: where the last one stands. @throws NoPrompt, AppError
   */
  async go(where: Where | undefined): Promise<Typist> {
    this.#typists = this.#typists.filter((typist) => typist.isOpen());
    if (this.#current && !this.#current.isOpen()) this.#current = null;
    if (where === undefined && this.#current) return this.#current;
    const wanted = where ?? 'host-root';
    if (this.#current && this.#isKnownAt(this.#current, wanted)) return this.#current;
    const sessions = this.#typists.length > 0 ? await this.#deps.sessions() : [];
    const there = [this.#current, ...this.#typists].find(
      (typist) => typist && sessions.some((at) => at.terminalId === typist.id && stands(at, wanted)),
    );
    this.#current = there ?? (await this.#reach(wanted));
    this.#remember(this.#current, sessions);
    return this.#current;
  }

  #isKnownAt(typist: Typist, wanted: Where): boolean {
    const read = this.#read;
    return read?.typist === typist && read.host === typist.host() && stands(read.at, wanted);
  }

  #remember(typist: Typist, sessions: readonly TerminalSession[]): void {
    const at = sessions.find(({ terminalId }) => terminalId === typist.id);
    const host = typist.host();
    this.#read = at && host !== null ? { typist, host, at } : null;
  }

  async #reach(where: Where): Promise<Typist> {
    if (where === 'host-user') return this.open('user');
    if (where === 'host-root') return this.open('root');
    const typist = await this.open('root');
    if (where === 'chroot') {
      if (!this.#wayToChroot) throw new NoPrompt('chroot', 'No step before this one went into a chroot.');
      await typist.type(this.#wayToChroot);
      return typist;
    }
    const container = where.slice('container:'.length);
    if (!container || container === where) throw new NoPrompt(where, 'Which container is not said.');
    typist.send(`docker attach ${container}\r`);
    await this.#until(typist, (at) => at?.where === 'container', `docker attach ${container}`);
    typist.send('\r');
    await typist.untilPrompt(`docker attach ${container}`, 10_000);
    return typist;
  }

  /** A new terminal of the login user's, or of root's. @throws NoPrompt, AppError */
  async open(as: 'user' | 'root'): Promise<Typist> {
    const { nodeId, rootPassword } = this.#deps;
    const isRoot = this.#ctx.fleet.status(nodeId).access?.root === 'root';
    const typist = await openTypist(this.#ctx, {
      ...{ nodeId, password: rootPassword },
      as: as === 'user' && isRoot ? 'login' : null,
    });
    this.#typists.push(typist);
    // By its path: a rehearsal stands in shells whose start-up files define functions.
    if (as === 'root' && !isRoot) await typist.type({ text: '/bin/su root', keys: false });
    return typist;
  }

  /** Ends all terminals; those in a container let go of it first, so that it goes on. */
  async clear(): Promise<void> {
    this.#typists = this.#typists.filter((typist) => typist.isOpen());
    const sessions = this.#typists.length > 0 ? await this.#deps.sessions() : [];
    for (const typist of this.#typists) {
      const at = sessions.find(({ terminalId }) => terminalId === typist.id);
      if (at?.where === 'container' && typist.isOpen()) {
        typist.send(detachKeys);
        await typist.untilPrompt('Ctrl-P Ctrl-Q', settleMs).catch(() => {});
      }
      typist.close();
    }
    this.#typists = [];
    this.#current = null;
  }

  /** Ends one that {@link open} gave. */
  close(typist: Typist): void {
    typist.close();
    this.#typists = this.#typists.filter((one) => one !== typist);
  }

  async #where(typist: Typist): Promise<TerminalSession | null> {
    return (await this.#deps.sessions()).find(({ terminalId }) => terminalId === typist.id) ?? null;
  }

  async #until(typist: Typist, fits: (at: TerminalSession | null) => boolean, what: string): Promise<void> {
    const end = performance.now() + settleMs * 2;
    while (!fits(await this.#where(typist))) {
      if (!typist.isOpen() || performance.now() > end) throw new NoPrompt(what, 'The terminal did not get there.');
      await wait(lookMs);
    }
  }
}

/** Whether a terminal stands at a place of a course. Pure. */
export const stands = ({ where, container }: Pick<TerminalSession, 'where' | 'container'>, wanted: Where): boolean =>
  where === wanted || `${where}:${container}` === wanted;
