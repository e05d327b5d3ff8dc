import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OpenDockerChannel } from './engine';

/**
 * An http.Agent whose sockets are channels of the node's SSH connection. Idle ones are kept: a request on a warm channel costs
 * one round trip. Streams (events, pulls, logs, exec) take channels of their own; streamlocal channels do not count against sshd's
 * MaxSessions.
 */
export function createChannelAgent(open: OpenDockerChannel): Agent {
  return new ChannelAgent(open);
}

class ChannelAgent extends Agent {
  readonly #open: OpenDockerChannel;

  constructor(open: OpenDockerChannel) {
    super({ keepAlive: true, maxFreeSockets: 4, maxSockets: 64, scheduling: 'lifo' });
    this.#open = open;
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#open().then(
      (channel) => done?.(null, channel),
      (error: Error) => (done as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  }
}
