import type { ClientChannel } from 'ssh2';

/**
 * What may be on its way from the node on one channel, in bytes; half as much again was read and waits for its reader. All of it is still
 * drawn after Ctrl-C.
 */
export const narrowWindowBytes = 128 * 1024;

/**
 * The same on a channel that carries an archive, at most: between two grants of a narrow window sshd waits longer than it sends. Such a window
 * begins narrow and follows the rate, so that it holds what comes in {@link aheadMs} ms: on a slow line a terminal on the same connection has
 * no more than that before it.
 */
export const wideWindowBytes = 1024 * 1024;
const aheadMs = 50;

/** How ssh2 answers when a channel was asked for. */
export type Opened = (error: Error | undefined, channel: ClientChannel) => void;

/** What ssh2 1.17 does channels with (lib/protocol/Protocol.js, lib/client.js, lib/Channel.js), and keeps to itself. */
interface Protocol {
  session?(channel: number, windowBytes: number, packetBytes: number): void;
  openssh_directStreamLocal?(channel: number, windowBytes: number, packetBytes: number, about: unknown): void;
  channelOpenConfirm?(remote: number, local: number, windowBytes: number, packetBytes: number): void;
  channelWindowAdjust(channel: number, moreBytes: number): void;
}
interface Inner {
  _protocol: Protocol;
}
interface InnerChannel {
  incoming: { window: number };
  outgoing: { id: number; state: string };
  _readableState: { highWaterMark: number };
  push(chunk: Buffer | null): boolean;
  _read(size: number): void;
}

/**
 * Opens a channel with a window (RFC 4254 5.2) of {@link narrowWindowBytes}. ssh2 gives each 2 MiB and holds 2 MiB more in its stream, with no
 * option for either: a program that floods its terminal would be four megabytes ahead of the page that tells it to stop.
 * @param open asks ssh2 for the channel, within the call.
 * @param maxBytes how wide the window may become
 */
export function openNarrow(client: unknown, open: (done: Opened) => void, done: Opened, maxBytes = narrowWindowBytes): void {
  const protocol = (client as Partial<Inner>)._protocol;
  if (!protocol) {
    open(done);
    return;
  }
  const { session, openssh_directStreamLocal: streamLocal } = protocol;
  // Only for this call.
  protocol.session = (channel, _windowBytes, packetBytes) => session?.call(protocol, channel, narrowWindowBytes, packetBytes);
  protocol.openssh_directStreamLocal = (channel, _windowBytes, packetBytes, about) =>
    streamLocal?.call(protocol, channel, narrowWindowBytes, packetBytes, about);
  try {
    open((error, channel) => {
      if (!error) keepNarrow(protocol, channel, maxBytes);
      done(error, channel);
    });
  } finally {
    // Not deleted: an object that lost a property takes a table, 1.6 KiB for each node.
    Object.assign(protocol, { session, openssh_directStreamLocal: streamLocal });
  }
}

/**
 * Accepts a channel the node opens towards us, with the same window.
 * @param accept ssh2's, within the call
 */
export function acceptNarrow(client: unknown, accept: () => ClientChannel): ClientChannel {
  const protocol = (client as Partial<Inner>)._protocol;
  if (!protocol) return accept();
  const { channelOpenConfirm: confirm } = protocol;
  protocol.channelOpenConfirm = (remote, local, _windowBytes, packetBytes) =>
    confirm?.call(protocol, remote, local, narrowWindowBytes, packetBytes);
  try {
    const channel = accept();
    keepNarrow(protocol, channel, narrowWindowBytes);
    return channel;
  } finally {
    delete protocol.channelOpenConfirm;
  }
}

/** How wide a window holds what comes in {@link aheadMs}. @param bytes came in `ms` */
export const windowFor = (bytes: number, ms: number, maxBytes: number): number =>
  Math.round(Math.min(maxBytes, Math.max(narrowWindowBytes, (bytes / Math.max(ms, 0.1)) * aheadMs)));

/** Grants the node as much as was taken, in halves of the window, and only while the reader keeps up. */
function keepNarrow(protocol: Protocol, channel: ClientChannel, maxBytes: number): void {
  const inner = channel as unknown as InnerChannel;
  // ssh2 grants to 2 MiB when it finds this small: it never does.
  inner.incoming.window = Number.POSITIVE_INFINITY;
  const window = new Window(protocol, inner.outgoing, maxBytes);
  for (const stream of [inner, channel.stderr as unknown as InnerChannel]) watchReads(stream, window, maxBytes / 2);
}

class Window {
  readonly #protocol: Protocol;
  readonly #outgoing: InnerChannel['outgoing'];
  readonly #maxBytes: number;
  #windowBytes = narrowWindowBytes;
  #grantedAt = performance.now();
  takenBytes = 0;

  constructor(protocol: Protocol, outgoing: InnerChannel['outgoing'], maxBytes: number) {
    this.#protocol = protocol;
    this.#outgoing = outgoing;
    this.#maxBytes = maxBytes;
  }

  grant(): void {
    if (this.takenBytes < this.#windowBytes / 2 || this.#outgoing.state === 'closed') return;
    let moreBytes = this.takenBytes;
    if (this.#maxBytes > narrowWindowBytes) {
      const now = performance.now();
      // What is on its way cannot be taken back: a window becomes narrower by as much as was taken, at most.
      const wanted = Math.max(
        windowFor(this.takenBytes, now - this.#grantedAt, this.#maxBytes),
        this.#windowBytes - this.takenBytes,
      );
      moreBytes += wanted - this.#windowBytes;
      this.#windowBytes = wanted;
      this.#grantedAt = now;
    }
    this.takenBytes = 0;
    if (moreBytes > 0) this.#protocol.channelWindowAdjust(this.#outgoing.id, moreBytes);
  }
}

function watchReads(stream: InnerChannel, window: Window, highWaterMark: number): void {
  const { push, _read: read } = stream;
  stream._readableState.highWaterMark = highWaterMark;
  stream.push = (chunk) => {
    window.takenBytes += chunk?.length ?? 0;
    const isRoom = push.call(stream, chunk);
    if (isRoom) window.grant();
    return isRoom;
  };
  stream._read = (size) => {
    read.call(stream, size);
    window.grant();
  };
}
