import { randomUUID } from 'node:crypto';
import { createServer, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { dial } from './dial';

/** What BuildKit asks of whoever builds. It has an id, by which the build names it. */
export interface BuildSession {
  id: string;
  close(): void;
}

/** gRPC's numbers of a status (google.rpc.Code). */
const status = { ok: '0', unimplemented: '12' };
const grpc = { ':status': 200, 'content-type': 'application/grpc' };
/** One message: not packed, its length, its bytes (gRPC over HTTP2, Length-Prefixed-Message). */
const message = (...bytes: number[]): Buffer => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]);
/** By path, as protobuf: SERVING of `grpc.health.v1`, and a login without a name, which is none. */
const answers: Record<string, Buffer> = {
  '/grpc.health.v1.Health/Check': message(0x08, 1),
  '/moby.filesync.v1.Auth/Credentials': message(),
};

/**
 * `POST /session`: the daemon turns this channel round and is the client of a small gRPC server here. BuildKit asks it for the login to a
 * registry, and without one it pulls nothing that Docker Hub would give to anybody; a session that does not say that it is well is dropped
 * after two questions, five seconds each (buildkit session/grpc.go, `monitorHealth`). All else is answered with "unimplemented".
 * @param signal while it is opened. @throws what dockerode throws
 */
export async function openBuildSession(docker: Docker, signal: AbortSignal): Promise<BuildSession> {
  const id = randomUUID();
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
  return { id, close: serve(channel) };
}

/** @returns ends it */
function serve(channel: Duplex): () => void {
  // A node asks one thing at a time, whoever is root there.
  const server = createServer({ settings: { maxConcurrentStreams: 16, enablePush: false }, maxSessionMemory: 1 });
  let session: Http2Session | null = null;
  server.on('session', (opened) => {
    session = opened;
    // The daemon hangs up when it likes: the build itself tells how it went.
    opened.on('error', () => {});
  });
  server.on('stream', answer);
  channel.on('error', () => {});
  // As HTTP/2 begins on a socket that is there already (Node's http2, `connectionListener`).
  server.emit('connection', channel);
  return () => {
    session?.destroy();
    channel.destroy();
  };
}

function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.on('error', () => {});
  stream.resume();
  const body = answers[String(headers[':path'])];
  if (body === undefined) {
    stream.respond({ ...grpc, 'grpc-status': status.unimplemented }, { endStream: true });
    return;
  }
  stream.respond(grpc, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status.ok }));
  stream.end(body);
}
