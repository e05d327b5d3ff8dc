import { isAppError } from '@/lib/core/errors';
import type { EngineCalls } from './calls';
import type { DockerEvent } from './system';

/**
 * Sends SIGHUP to every process of the container that was started from one terminal, as the end of a terminal does. A constant;
 * the terminal's mark comes as its first argument.
 */
const hangUpScript =
  'for p in /proc/[0-9]*; do if { tr "\\0" "\\n" <"$p/environ" | grep -qx "BERTH_TERMINAL=$1"; } 2>/dev/null; then kill -HUP "${p#/proc/}" 2>/dev/null; fi; done';

/**
 * Closed terminals of a node whose programs may still run in a container: the terminal's mark → the container's id. It belongs to the
 * node, not to one engine: what could not be hung up over a lost connection is hung up over the next.
 */
export type Leftovers = Map<string, string>;

/**
 * Ends what closed terminals left in their containers: the Engine has no call that ends an exec (moby issue 9098). A container that is
 * paused can run nothing, so its turn comes when it goes on; an Engine that does not answer is asked again by the next one.
 */
export class HangUps {
  readonly #calls: EngineCalls;
  readonly #leftovers: Leftovers;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(calls: EngineCalls, leftovers: Leftovers) {
    this.#calls = calls;
    this.#leftovers = leftovers;
  }

  /** From now on this terminal has to be hung up. Never throws. */
  hangUp(containerId: string, mark: string): Promise<void> {
    this.#leftovers.set(mark, containerId);
    const going = this.#underWay.get(mark);
    if (going !== undefined) return going;
    const work = this.#try(containerId, mark).finally(() => this.#underWay.delete(mark));
    this.#underWay.set(mark, work);
    return work;
  }

  /** To be hung up by the next engine of this node: this one's connection is gone. */
  leave(containerId: string, mark: string): void {
    this.#leftovers.set(mark, containerId);
  }

  /** Tries again all that is left, or what is left in one container. */
  retry(containerId?: string): void {
    for (const [mark, id] of this.#leftovers) if (containerId === undefined || id === containerId) void this.hangUp(id, mark);
  }

  /** @param event of a container */
  hear({ action, id }: DockerEvent): void {
    if (action === 'unpause') this.retry(id);
    if (action === 'die' || action === 'destroy') this.#forget(id);
  }

  /** Resolves when nothing is under way. Never throws. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  /** The container has stopped, and everything in it. */
  #forget(containerId: string): void {
    for (const [mark, id] of this.#leftovers) if (id === containerId) this.#leftovers.delete(mark);
  }

  async #try(containerId: string, mark: string): Promise<void> {
    try {
      await this.#calls.call(() => this.#send(containerId, mark), { container: '' });
      this.#leftovers.delete(mark);
    } catch (error) {
      // Gone or stopped: nothing runs there any more. An image without a shell cannot be helped this way.
      if (isAppError(error) && ended.has(error.code)) this.#leftovers.delete(mark);
    }
  }

  async #send(containerId: string, mark: string): Promise<void> {
    const exec = await this.#calls.container(containerId).exec({
      Cmd: ['/bin/sh', '-c', hangUpScript, 'sh', mark],
      AttachStdout: false,
      AttachStderr: false,
    });
    // The answer is empty, and dockerode gives it as a stream: unread it would keep its channel for ever.
    const answer = await exec.start({ Detach: true });
    (answer as unknown as NodeJS.ReadableStream).resume();
  }
}

const ended: ReadonlySet<string> = new Set([
  'container_not_found',
  'container_not_running',
  'command_not_found',
  'shell_missing',
]);
