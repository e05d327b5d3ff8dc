import type { Duplex } from 'node:stream';
import { isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import type { NodePort } from '@/lib/gateways/ssh/node-ports';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { RegistryForward } from '@/lib/shared/class-registry';
import { isPortTaken } from './listeners';

/** What a port of a node's loopback leads to. */
export interface Forward {
  port: number;
  /** Takes over what connects there. */
  accept(channel: Duplex): void;
}

interface ForwardDeps {
  log: Logger;
  /** What the node should forward now; null for nothing. */
  find(): Promise<Forward | null>;
  /** Its state is another one now. */
  changed(): void;
  /** Pauses between tries in ms, the last one again and again. */
  pausesMs?: readonly number[];
}

/** Channels of one node at once: dockerd pushes five layers at a time and pulls three, each over one. */
const maxChannels = 32;
/** A port that was taken may be free a moment later, and sshd may be of an earlier connection of ours. */
const usualPausesMs = [1_000, 3_000, 10_000, 60_000] as const;

/** The forward of one node: asked for at each connection, and again while the port is taken. */
export class NodeForward {
  readonly #deps: ForwardDeps;
  #state: RegistryForward = 'off';
  #connection: SshConnection | null = null;
  #port: NodePort | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Grows with every connection and every review: what an earlier one comes to is dropped. */
  #generation = 0;
  #asking: Promise<void> | null = null;

  constructor(deps: ForwardDeps) {
    this.#deps = deps;
  }

  get state(): RegistryForward {
    return this.#state;
  }

  /** The connection is this one now, or there is none. */
  over(connection: SshConnection | null): void {
    this.#connection = connection;
    // The port went with the connection it was asked for on.
    this.#port = null;
    this.#begin();
  }

  /** What the node should forward may be something else now. Resolves when that is known. */
  async review(): Promise<void> {
    this.#begin();
    await this.settled();
  }

  /** Resolves when nothing is being asked. Never throws. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  #begin(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const generation = ++this.#generation;
    const connection = this.#connection;
    if (!connection) {
      this.#asking = null;
      this.#enter('off');
      return;
    }
    const asking = this.#ask(connection, generation, 0)
      .catch((error: unknown) => {
        // A connection that ends in the middle is no news here.
        if (!isAppError(error)) this.#deps.log.error({ error }, 'a forward could not be asked for');
      })
      .finally(() => {
        if (this.#asking === asking) this.#asking = null;
      });
    this.#asking = asking;
  }

  async #ask(connection: SshConnection, generation: number, tries: number): Promise<void> {
    const isCurrent = () => generation === this.#generation;
    const forward = await this.#deps.find();
    if (!isCurrent()) return;
    if (!forward) {
      this.#port?.close();
      this.#port = null;
      return this.#enter('off');
    }
    if (this.#port) return this.#enter('forwarding');
    try {
      const port = await connection.listenOn(forward.port, { maxChannels, onChannel: (channel) => forward.accept(channel) });
      if (!isCurrent()) return port.close();
      this.#port = port;
      this.#enter('forwarding');
    } catch (error) {
      if (!isAppError(error) || error.code !== 'ssh_channel_refused') throw error;
      const taken = await isPortTaken(connection, forward.port).catch(() => false);
      if (!isCurrent()) return;
      this.#enter(taken ? 'port_taken' : 'refused');
      if (taken && tries === 0) this.#knock(connection, forward.port);
      this.#again(connection, generation, tries + 1);
    }
  }

  /**
   * It may be sshd of an earlier connection that has not noticed its end yet: it does as soon as it has something to send, which is when
   * somebody connects to the port. Whatever else listens there sees a connection that ends at once.
   */
  #knock(connection: SshConnection, port: number): void {
    connection.openTcp('127.0.0.1', port).then(
      (channel) => channel.destroy(),
      () => {},
    );
  }

  #again(connection: SshConnection, generation: number, tries: number): void {
    const pauses = this.#deps.pausesMs ?? usualPausesMs;
    const pause = pauses[Math.min(tries, pauses.length) - 1] ?? 60_000;
    this.#timer = setTimeout(() => {
      this.#ask(connection, generation, tries).catch(() => {});
    }, pause);
    this.#timer.unref();
  }

  #enter(state: RegistryForward): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#deps.changed();
  }
}
