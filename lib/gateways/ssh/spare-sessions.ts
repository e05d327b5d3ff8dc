import type { Duplex } from 'node:stream';
import { AppError, isAppError } from '@/lib/core/errors';
import type { NodePortOptions } from './node-ports';
import type { RemoteCommand } from './remote';
import type { ChannelUse, ShellOptions, SshConnection } from './ssh-connection';

const idleMs = 30_000;
/** Connections besides the first. */
const maxSpares = 8;
/** How often a session is asked for again where there was room for it before. */
const maxRetries = 3;

/** A connection and how many sessions it was found to take; sshd does not tell its MaxSessions (sshd_config(5)). */
interface Slot {
  connection: SshConnection;
  open: number;
  capacity: number;
  /** The most sessions it has held at once. */
  proven: number;
  idle: NodeJS.Timeout | null;
}

const emptySlot = (connection: SshConnection): Slot => ({
  ...{ connection, open: 0, capacity: Number.POSITIVE_INFINITY, proven: 0, idle: null },
});
const closing = (stream: Duplex) => new Promise((resolve) => stream.once('close', resolve));
const atOnce = () => Promise.resolve();

/**
 * One connection that takes any number of sessions: shells, commands and SFTP count against sshd's MaxSessions (10 by default, may be 1),
 * so when sshd refuses one more, a further connection takes it. Streamlocal and TCP channels do not count and stay on the first.
 * @param connectAgain logs in once more, like the first time.
 */
export function withSpareSessions(first: SshConnection, connectAgain: () => Promise<SshConnection>): SshConnection {
  return new SpareSessions(first, connectAgain);
}

/** A class, not closures: hundreds are held (docs/decisions/012-what-a-held-node-costs.md). */
class SpareSessions implements SshConnection {
  readonly #first: SshConnection;
  readonly #connectAgain: () => Promise<SshConnection>;
  readonly #slots: Slot[];
  #connecting: Promise<Slot> | null = null;
  #retired = false;

  constructor(first: SshConnection, connectAgain: () => Promise<SshConnection>) {
    this.#first = first;
    this.#connectAgain = connectAgain;
    this.#slots = [emptySlot(first)];
    void first.closed.then(() => {
      // Retired, each closes when what is open over it has ended.
      if (this.#retired) return;
      for (const slot of this.#slots.slice(1)) this.#release(slot);
    });
  }

  get user() {
    return this.#first.user;
  }
  get addresses() {
    return this.#first.addresses;
  }
  get closed() {
    return this.#first.closed;
  }
  get latencyMs() {
    return this.#first.latencyMs;
  }

  openSocket(path: string, use?: ChannelUse) {
    return this.#first.openSocket(path, use);
  }

  openTcp(host: string, port: number) {
    return this.#first.openTcp(host, port);
  }

  listenOn(port: number, options: NodePortOptions) {
    return this.#first.listenOn(port, options);
  }

  run(command: RemoteCommand, options?: Parameters<SshConnection['run']>[1]) {
    return this.#session((c) => c.run(command, options), atOnce);
  }

  openCommand(command: RemoteCommand, use?: ChannelUse) {
    return this.#session((c) => c.openCommand(command, use), closing);
  }

  openProcess(command: RemoteCommand, options?: Parameters<SshConnection['openProcess']>[1]) {
    return this.#session(
      (c) => c.openProcess(command, options),
      (process) => closing(process.stream),
    );
  }

  openShell(options: ShellOptions) {
    return this.#session(
      (c) => c.openShell(options),
      (pty) => pty.ended,
    );
  }

  readFile(path: string, options?: { maxBytes?: number }) {
    return this.#session((c) => c.readFile(path, options), atOnce);
  }

  readDirectory(path: string) {
    return this.#session((c) => c.readDirectory(path), atOnce);
  }

  statFileSystem(path: string) {
    return this.#session((c) => c.statFileSystem(path), atOnce);
  }

  ping() {
    return this.#first.ping();
  }

  close() {
    this.#first.close();
  }

  retire() {
    this.#retired = true;
    for (const { connection } of [...this.#slots]) connection.retire();
  }

  #release(slot: Slot): void {
    if (slot.idle) clearTimeout(slot.idle);
    const at = this.#slots.indexOf(slot);
    if (at > 0) this.#slots.splice(at, 1);
    slot.connection.close();
  }

  async #addSlot(): Promise<Slot> {
    const slot = emptySlot(await this.#connectAgain());
    this.#slots.push(slot);
    void slot.connection.closed.then(() => this.#release(slot));
    return slot;
  }

  /** Runs `work` where there is room. `over` resolves when the session it opened has ended. */
  async #session<T>(work: (connection: SshConnection) => Promise<T>, over: (value: T) => Promise<unknown>): Promise<T> {
    let fresh = false;
    let retries = 0;
    for (;;) {
      const slot = this.#slots.find((s) => s.open < s.capacity) ?? null;
      if (slot) {
        try {
          return await this.#take(slot, work, over);
        } catch (error) {
          const refused = isAppError(error) && error.code === 'ssh_channel_refused';
          // sshd counts a session a moment longer than we do, until it has seen our end of it: asked again, it has.
          if (refused && slot.open < slot.proven && retries++ < maxRetries) continue;
          // Refused on a connection that holds nothing: it is not for want of room.
          if (!refused || (slot.open === 0 && (fresh || this.#slots.length > 1))) throw error;
          slot.capacity = slot.open;
          continue;
        }
      }
      if (this.#slots.length > maxSpares) throw new AppError('ssh_channel_refused', { detail: 'MaxSessions' });
      fresh = true;
      this.#connecting ??= this.#addSlot().finally(() => {
        this.#connecting = null;
      });
      await this.#connecting;
    }
  }

  async #take<T>(slot: Slot, work: (connection: SshConnection) => Promise<T>, over: (value: T) => Promise<unknown>): Promise<T> {
    if (slot.idle) clearTimeout(slot.idle);
    slot.idle = null;
    slot.open++;
    const leave = () => {
      slot.open--;
      if (slot.open > 0 || this.#slots.indexOf(slot) <= 0) return;
      slot.idle = setTimeout(() => this.#release(slot), idleMs);
      slot.idle.unref();
    };
    let value: T;
    try {
      value = await work(slot.connection);
      slot.proven = Math.max(slot.proven, slot.open);
    } catch (error) {
      leave();
      throw error;
    }
    void over(value).then(leave, leave);
    return value;
  }
}
