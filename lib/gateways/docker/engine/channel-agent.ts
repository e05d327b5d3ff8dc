import { Agent, type ClientRequest, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * How long a channel that nobody uses is kept, in ms. dockerd closes an idle connection after 5 minutes (`ReadHeaderTimeout` of its
 * server, moby/moby#44174): a request must never be sent on a channel the Engine is about to close, because only a GET could be repeated.
 */
export const freeChannelMs = 120_000;

/**
 * An http.Agent whose sockets are channels of the node's SSH connection. Idle ones are kept: a request on a warm channel costs
 * one round trip. Streams (events, pulls, logs, exec) take channels of their own; streamlocal channels do not count against sshd's
 * MaxSessions.
 */
export function createChannelAgent(open: () => Promise<Duplex>): Agent {
  return new ChannelAgent(open);
}

/** What ends the keeping of a free channel. */
type Kept = Duplex & { letGo?: () => void };

class ChannelAgent extends Agent {
  readonly #open: () => Promise<Duplex>;

  constructor(open: () => Promise<Duplex>) {
    super({ keepAlive: true, maxFreeSockets: 4, maxSockets: 64, scheduling: 'lifo' });
    this.#open = open;
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#open().then(
      (channel) => done?.(null, releasedWhenDestroyed(channel)),
      (error: Error) => (done as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  }

  /** A channel the Engine has ended, or that grew old here, is given back and never used again. */
  override keepSocketAlive(channel: Kept): boolean {
    if (channel.readableEnded || channel.destroyed) return false;
    super.keepSocketAlive(channel);
    const drop = () => {
      channel.letGo?.();
      channel.destroy();
    };
    const timer = setTimeout(drop, freeChannelMs).unref();
    channel.once('end', drop);
    channel.letGo = () => {
      clearTimeout(timer);
      channel.removeListener('end', drop);
      channel.letGo = undefined;
    };
    return true;
  }

  override reuseSocket(channel: Kept, request: ClientRequest): void {
    channel.letGo?.();
    super.reuseSocket(channel, request);
  }
}

/**
 * An SSH channel tells its end only to a reader, so one that is thrown away with bytes unread would keep its place among the agent's
 * sockets for ever: its place is given back at once, and what still comes is read and dropped.
 */
function releasedWhenDestroyed(channel: Duplex): Duplex {
  const destroy = channel.destroy.bind(channel);
  channel.destroy = (error) => {
    destroy(error);
    channel.emit('agentRemove');
    channel.resume();
    return channel;
  };
  return channel;
}
