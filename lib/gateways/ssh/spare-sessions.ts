import type { Duplex } from 'node:stream';
import { AppError, isAppError } from '@/lib/core/errors';
import type { SshConnection } from './ssh-connection';

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

/**
 * One connection that takes any number of sessions: shells, commands and SFTP count against sshd's MaxSessions (10 by default, may be 1),
 * so when sshd refuses one more, a further connection takes it. Streamlocal and TCP channels do not count and stay on the first.
 * @param connectAgain logs in once more, like the first time.
 */
export function withSpareSessions(first: SshConnection, connectAgain: () => Promise<SshConnection>): SshConnection {
  const slots: Slot[] = [{ connection: first, open: 0, capacity: Number.POSITIVE_INFINITY, proven: 0, idle: null }];
  let connecting: Promise<Slot> | null = null;
  let retired = false;

  void first.closed.then(() => {
    // Retired, each closes when what is open over it has ended.
    if (retired) return;
    for (const slot of slots.slice(1)) release(slot);
  });

  function release(slot: Slot): void {
    if (slot.idle) clearTimeout(slot.idle);
    const at = slots.indexOf(slot);
    if (at > 0) slots.splice(at, 1);
    slot.connection.close();
  }

  async function addSlot(): Promise<Slot> {
    const connection = await connectAgain();
    const slot: Slot = { connection, open: 0, capacity: Number.POSITIVE_INFINITY, proven: 0, idle: null };
    slots.push(slot);
    void connection.closed.then(() => release(slot));
    return slot;
  }

  /** Runs `work` where there is room. `over` resolves when the session it opened has ended. */
  async function session<T>(work: (connection: SshConnection) => Promise<T>, over: (value: T) => Promise<unknown>): Promise<T> {
    let fresh = false;
    let retries = 0;
    for (;;) {
      const slot = slots.find((s) => s.open < s.capacity) ?? null;
      if (slot) {
        try {
          return await take(slot, work, over);
        } catch (error) {
          const refused = isAppError(error) && error.code === 'ssh_channel_refused';
          // sshd counts a session a moment longer than we do, until it has seen our end of it: asked again, it has.
          if (refused && slot.open < slot.proven && retries++ < maxRetries) continue;
          // Refused on a connection that holds nothing: it is not for want of room.
          if (!refused || (slot.open === 0 && (fresh || slots.length > 1))) throw error;
          slot.capacity = slot.open;
          continue;
        }
      }
      if (slots.length > maxSpares) throw new AppError('ssh_channel_refused', { detail: 'MaxSessions' });
      fresh = true;
      connecting ??= addSlot().finally(() => {
        connecting = null;
      });
      await connecting;
    }
  }

  async function take<T>(slot: Slot, work: (c: SshConnection) => Promise<T>, over: (value: T) => Promise<unknown>): Promise<T> {
    if (slot.idle) clearTimeout(slot.idle);
    slot.idle = null;
    slot.open++;
    const leave = () => {
      slot.open--;
      if (slot.open > 0 || slots.indexOf(slot) <= 0) return;
      slot.idle = setTimeout(() => release(slot), idleMs);
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

  const closing = (stream: Duplex) => new Promise((resolve) => stream.once('close', resolve));
  const atOnce = () => Promise.resolve();
  return {
    user: first.user,
    addresses: first.addresses,
    openSocket: (path, use) => first.openSocket(path, use),
    openTcp: (host, port) => first.openTcp(host, port),
    listenOn: (port, options) => first.listenOn(port, options),
    run: (command, options) => session((c) => c.run(command, options), atOnce),
    openCommand: (command, use) => session((c) => c.openCommand(command, use), closing),
    openProcess: (command, options) =>
      session(
        (c) => c.openProcess(command, options),
        (process) => closing(process.stream),
      ),
    openShell: (options) =>
      session(
        (c) => c.openShell(options),
        (pty) => pty.ended,
      ),
    readFile: (path, options) => session((c) => c.readFile(path, options), atOnce),
    readDirectory: (path) => session((c) => c.readDirectory(path), atOnce),
    statFileSystem: (path) => session((c) => c.statFileSystem(path), atOnce),
    ping: () => first.ping(),
    closed: first.closed,
    get latencyMs() {
      return first.latencyMs;
    },
    close: () => first.close(),
    retire() {
      retired = true;
      for (const { connection } of [...slots]) connection.retire();
    },
  };
}
