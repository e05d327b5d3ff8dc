import type { ClientChannel } from 'ssh2';

/**
 * What may be on its way from the node on one channel, in bytes; half as much again was read and waits for its reader. All of it is still
 * drawn after Ctrl-C.
 */
const narrowWindowBytes = 128 * 1024;

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
 */
export function openNarrow(client: unknown, open: (done: Opened) => void, done: Opened): void {
  const protocol = (client as Partial<Inner>)._protocol;
  if (!protocol) {
    open(done);
    return;
  }
  const { session, openssh_directStreamLocal: streamLocal } = protocol;
  // Only for this call: own properties before the prototype's.
  protocol.session = (channel, _windowBytes, packetBytes) => session?.call(protocol, channel, narrowWindowBytes, packetBytes);
  protocol.openssh_directStreamLocal = (channel, _windowBytes, packetBytes, about) =>
    streamLocal?.call(protocol, channel, narrowWindowBytes, packetBytes, about);
  try {
    open((error, channel) => {
      if (!error) keepNarrow(protocol, channel);
      done(error, channel);
    });
  } finally {
    delete protocol.session;
    delete protocol.openssh_directStreamLocal;
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
    keepNarrow(protocol, channel);
    return channel;
  } finally {
    delete protocol.channelOpenConfirm;
  }
}

/** Grants the node as much as was taken, in halves of the window, and only while the reader keeps up. */
function keepNarrow(protocol: Protocol, channel: ClientChannel): void {
  const inner = channel as unknown as InnerChannel;
  // ssh2 grants to 2 MiB when it finds this small: it never does.
  inner.incoming.window = Number.POSITIVE_INFINITY;
  let takenBytes = 0;
  const grant = (): void => {
    if (takenBytes < narrowWindowBytes / 2 || inner.outgoing.state === 'closed') return;
    protocol.channelWindowAdjust(inner.outgoing.id, takenBytes);
    takenBytes = 0;
  };
  for (const stream of [inner, channel.stderr as unknown as InnerChannel]) {
    const push = stream.push.bind(stream);
    const read = stream._read.bind(stream);
    stream._readableState.highWaterMark = narrowWindowBytes / 2;
    stream.push = (chunk) => {
      takenBytes += chunk?.length ?? 0;
      const isRoom = push(chunk);
      if (isRoom) grant();
      return isRoom;
    };
    stream._read = (size) => {
      read(size);
      grant();
    };
  }
}
