import { randomUUID } from 'node:crypto';
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { registryHost } from '@/lib/shared/registry-host';
import { dial } from './dial';
import type { FindSignIn } from './registry-auth';

/** What BuildKit asks of whoever builds. It has an id, by which the build names it. */
export interface BuildSession {
  id: string;
  close(): void;
}

/** gRPC's numbers of a status (google.rpc.Code). */
const status = { ok: '0', unimplemented: '12' };
const grpc = { ':status': 200, 'content-type': 'application/grpc' };
/** One message: not packed, its length, its bytes (gRPC over HTTP2, Length-Prefixed-Message). */
function message(...bytes: number[]): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, Buffer.from(bytes)]);
}
/** A field of protobuf that is a text (wire type 2). */
const text = (field: number, value: string): number[] => {
  const bytes = [...Buffer.from(value)];
  return [(field << 3) | 2, ...varint(bytes.length), ...bytes];
};
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)]);
/** Field 1 of the one message that was sent, a text shorter than 128 bytes or one whose length takes two; empty for anything else. */
function firstText(asked: Buffer): string {
  const [tag, low = 0, high = 0] = asked.subarray(5);
  if (asked[0] !== 0 || tag !== 0x0a) return '';
  const isShort = low < 0x80;
  const length = isShort ? low : (low & 0x7f) | (high << 7);
  const start = isShort ? 7 : 8;
  return high < 0x80 || isShort ? asked.subarray(start, start + length).toString() : '';
}
const credentialsPath = '/moby.filesync.v1.Auth/Credentials';
type Answer = (asked: Buffer) => Promise<Buffer>;
/** By path, as protobuf: SERVING of `grpc.health.v1`, and the sign-in for the registry that is asked for; one without a name is none. */
const answersOf = (findSignIn: FindSignIn): Record<string, Answer> => ({
  '/grpc.health.v1.Health/Check': async () => message(0x08, 1),
  [credentialsPath]: async (asked) => {
    const host = registryHost(firstText(asked));
    const signIn = host === '' ? null : await findSignIn(host);
    return signIn && signIn.host === host ? message(...text(1, signIn.user), ...text(2, signIn.password)) : message();
  },
});
/** A question is as long as the name of a host. */
const askedMaxBytes = 4096;

/**
 * `POST /session`: the daemon turns this channel round and is the client of a small gRPC server here. BuildKit asks it for the login to a
 * registry, and without one it pulls nothing that Docker Hub would give to anybody; a session that does not say that it is well is dropped
 * after two questions, five seconds each (buildkit session/grpc.go, `monitorHealth`). All else is answered with "unimplemented".
 * @param signal while it is opened. @param findSignIn asked for each registry that a build pulls from. @throws what dockerode throws
 */
export async function openBuildSession(
  docker: Docker,
  signal: AbortSignal,
  findSignIn: FindSignIn = async () => null,
): Promise<BuildSession> {
  const id = randomUUID();
  const answers = answersOf(findSignIn);
  const channel = await dial<Duplex>(docker, {
    method: 'POST',
    path: '/session',
    hijack: true,
    abortSignal: signal,
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'berth',
      'X-Docker-Expose-Session-Grpc-Method': Object.keys(answers),
    },
  });
  return { id, close: serve(channel, answers) };
}

/** @returns ends it */
function serve(channel: Duplex, answers: Record<string, Answer>): () => void {
  // A node asks one thing at a time, whoever is root there.
  const server = createServer({ settings: { maxConcurrentStreams: 16, enablePush: false }, maxSessionMemory: 1 });
  let session: Http2Session | null = null;
  server.on('session', (opened) => {
    session = opened;
    // The daemon hangs up when it likes: the build itself tells how it went.
    opened.on('error', () => {});
  });
  server.on('stream', (stream, headers) => void answer(stream, answers[String(headers[':path'])]));
  channel.on('error', () => {});
  // As HTTP/2 begins on a socket that is there already (Node's http2, `connectionListener`).
  server.emit('connection', channel);
  return () => {
    session?.destroy();
    channel.destroy();
  };
}

async function answer(stream: ServerHttp2Stream, find: Answer | undefined): Promise<void> {
  stream.on('error', () => {});
  if (find === undefined) {
    stream.resume();
    stream.respond({ ...grpc, 'grpc-status': status.unimplemented }, { endStream: true });
    return;
  }
  try {
    const body = await find(await readAll(stream));
    if (stream.destroyed) return;
    stream.respond(grpc, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status.ok }));
    stream.end(body);
  } catch {
    if (!stream.destroyed) stream.close();
  }
}

/** @throws Error for more than a question takes */
async function readAll(stream: ServerHttp2Stream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > askedMaxBytes) throw new Error('A question that is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
