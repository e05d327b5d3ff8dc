import type { Duplex } from 'node:stream';
import type { Client, ClientChannel, TcpConnectionDetails } from 'ssh2';
import { isLoopback } from '@/lib/core/cidr';
import { acceptNarrow } from './window';

/** What happens with what connects to a port of the node's loopback. */
export interface NodePortOptions {
  /** Channels open at once; one more is refused, which its program sees as a connection that is reset. */
  maxChannels: number;
  /** Takes a channel over; its back-pressure reaches the program on the node (SSH window). An error on it does not end the process. */
  onChannel(channel: Duplex): void;
}

/** A port of the node that is listened on for us. */
export interface NodePort {
  /** Nobody connects any more; channels that are open stay. */
  close(): void;
}

/** The only address asked for: sshd takes it as the IPv4 loopback, unless `GatewayPorts yes` opens every address (sshd_config(5)). */
const loopback = '127.0.0.1';

interface Listening extends NodePortOptions {
  open: number;
}

/**
 * Ports of the node's loopback that lead to us (tcpip-forward, RFC 4254 7.1). What sshd opens for a port nobody asked for, or for
 * somebody who is not on the node itself, is refused.
 */
export class NodePorts {
  readonly #client: Client;
  readonly #ports = new Map<number, Listening>();

  /** @param opened told of each channel that is taken, so that it is counted as one of the connection's */
  constructor(client: Client, opened: (channel: ClientChannel) => void) {
    this.#client = client;
    client.on('tcp connection', (from: TcpConnectionDetails, accept: () => ClientChannel, reject: () => void) => {
      const port = from.destIP === loopback ? this.#ports.get(from.destPort) : undefined;
      if (!port || port.open >= port.maxChannels || !isLoopback(from.srcIP)) return reject();
      const channel = acceptNarrow(client, accept);
      port.open += 1;
      channel.once('close', () => {
        port.open -= 1;
      });
      channel.on('error', () => {});
      // Unread standard error would fill the window; a forwarded connection has none, but the node may send some.
      channel.stderr.resume();
      opened(channel);
      port.onChannel(channel);
    });
  }

  /** @param done without an error once sshd listens; sshd does not say why it does not (RFC 4254 4: a failure has no reason) */
  ask(port: number, options: NodePortOptions, done: (error: Error | undefined, listening: NodePort) => void): void {
    const listening: Listening = { ...options, open: 0 };
    const own: NodePort = { close: () => this.#close(port, listening) };
    this.#client.forwardIn(loopback, port, (error) => {
      // Before the answer is passed on: the first connection may be right behind it.
      if (!error) this.#ports.set(port, listening);
      done(error, own);
    });
  }

  closeAll(): void {
    for (const [port, listening] of [...this.#ports]) this.#close(port, listening);
  }

  #close(port: number, listening: Listening): void {
    if (this.#ports.get(port) !== listening) return;
    this.#ports.delete(port);
    try {
      this.#client.unforwardIn(loopback, port, () => {});
    } catch {
      // The connection is over, and its ports with it.
    }
  }
}
