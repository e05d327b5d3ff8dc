import { createServer, type IncomingMessage, type Server, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { blockList } from '@/lib/core/cidr';
import { errorText } from '@/lib/core/present-error';
import type { Runtime } from '@/lib/core/runtime';
import { chooseLocale } from '@/lib/shared/locale';
import { limits } from '@/lib/shared/limits';
import { realtimePath } from '@/lib/shared/realtime-path';
import { methods, type Refusal, refusalOf } from './admission';
import { dropForwardingHeaders, peerAddressOf } from './peer-address';
import { withWholeBody } from './read-body';
import { refusalPage } from './refusal-page';
import { secure } from './secure';
import { type StreamedKey, streamedKey } from './streamed';

/** Header and request line together, in bytes; longer is 431. What Node has by default, written down because it is a limit of ours. */
const headerMaxBytes = 16 * 1024;
/** A whole request, from its first byte to the last of its body, in ms; slower is 408. */
const requestMaxMs = 30_000;
/** How long a refused sender may go on sending before its socket is cut, in ms: it should read the answer first. */
const lingerMs = 2_000;

export interface PanelDoors {
  /** Pages and API routes. The request holds its whole body. */
  pages(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** API routes whose body is read, or whose answer is sent, as it comes. */
  streamed(key: StreamedKey, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** A server nobody can reach, whose listeners answer at `realtimePath`. */
  realtime: Server;
  /** Next's own socket while developing. */
  devUpgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
}

/**
 * The HTTP server of the panel. Each request passes here before anything of Next or next-auth sees it: method, host, whose it is, and
 * how long its body is.
 */
export function createPanelServer(runtime: Pick<Runtime, 'env' | 'log' | 'newId'>, doors: PanelDoors): Server {
  const { env, log } = runtime;
  const trusted = blockList(env.trustedProxies);
  const isRealtime = (url: string) => [realtimePath, `${realtimePath}/`].includes(url.split('?')[0] ?? '');
  const tellHost = oncePerSecond();

  /** Who asks is written over whatever was sent under this name. @returns whether the request may come in. */
  function admit(request: IncomingMessage): Refusal | null {
    const refusal = refusalOf(request, env.origins, trusted);
    const address = peerAddressOf(request.socket.remoteAddress, request.headers, trusted);
    dropForwardingHeaders(request.headers);
    request.headers['x-berth-peer'] = address;
    // A page that wants a sign-in first leads back here afterwards.
    request.headers['x-berth-path'] = request.url ?? '/';
    delete request.headers['x-middleware-subrequest'];
    if (refusal?.why === 'host' && tellHost())
      log.warn({ arrived: refusal.arrived, expected: refusal.expected, address }, 'A request for another host was refused.');
    return refusal;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = admit(request);
    if (refusal) {
      refuse(request, response, refusal);
      return;
    }
    secure(request, response, env);
    if (isRealtime(request.url ?? '')) {
      cutWhenSlow(request);
      doors.realtime.emit('request', request, response);
      return;
    }
    const key = streamedKey(request);
    if (key !== null) {
      cutWhenAnswered(request, response);
      await doors.streamed(key, request, response);
      return;
    }
    const isApi = request.url?.startsWith('/api/v1/') === true;
    const maxBytes = isUpload(request) ? limits.courseMaxBytes : isApi ? limits.bodyMaxBytes : limits.formMaxBytes;
    const whole = await withWholeBody(request, maxBytes, requestMaxMs);
    if (whole === 'late') turnAway(request, response, 408, 'text/plain', '');
    else if (whole) await doors.pages(whole, response);
    else refuseBody(request, response, isApi, maxBytes);
  }

  function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    const language = request.headers['accept-language'];
    if (refusal.why === 'method') response.setHeader('allow', methods.join(', '));
    const page =
      refusal.why === 'host'
        ? refusalPage(language, 'hostTitle', ['host', 'hostRemedy'], { ...refusal, origin: env.origin })
        : refusalPage(language, `${refusal.why}Title`, [refusal.why]);
    turnAway(request, response, refusal.why === 'method' ? 405 : 421, 'text/html', page);
  }

  function refuseBody(request: IncomingMessage, response: ServerResponse, isApi: boolean, maxBytes: number): void {
    const language = request.headers['accept-language'];
    const page = () => refusalPage(language, 'bodyTitle', ['body'], { kib: String(maxBytes / 1024) });
    turnAway(request, response, 413, isApi ? 'application/problem+json' : 'text/html', isApi ? problem(language) : page());
  }

  /** As the routes answer it (RFC 9457). */
  function problem(language: string | undefined): string {
    const code = 'payload_too_large';
    const detail = errorText(chooseLocale(undefined, language?.slice(0, 500) ?? null), code);
    const title = STATUS_CODES[413];
    return JSON.stringify({ type: `urn:berth:problem:${code}`, title, status: 413, detail, code, requestId: runtime.newId() });
  }

  const server = createServer({ maxHeaderSize: headerMaxBytes, connectionsCheckingInterval: 5_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!request.destroyed || !request.errored) log.error({ error }, 'a request failed outside the doors');
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  });
  // An archive of images, or a large file, takes as long as it takes: every other body has its time where it is read.
  server.requestTimeout = 0;
  server.headersTimeout = 15_000;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const development = doors.devUpgrade && request.url?.startsWith('/_next/');
    if (admit(request) !== null || (!development && !isRealtime(request.url ?? ''))) socket.destroy();
    else if (development) void doors.devUpgrade?.(request, socket, head);
    else doors.realtime.emit('upgrade', request, socket, head);
  });
  return server;
}

/**
 * Answers and ends the connection, in this order: the answer is whole for the sender (its length is told), what still comes is thrown
 * away, and the socket is cut when the sender has closed its side or a moment has passed. Cutting at once would take the answer away
 * from a sender that is still sending (RFC 9112 9.6).
 */
function turnAway(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string): void {
  const { socket } = request;
  const body = Buffer.from(text);
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-length': body.byteLength, 'cache-control': 'no-store' };
  response.writeHead(status, { ...headers, 'x-content-type-options': 'nosniff', connection: 'close' });
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  request.resume();
  if (request.complete) response.end(request.method === 'HEAD' ? undefined : body);
  else response.write(body);
}

/** At most one line a second, whoever asks how often. */
function oncePerSecond(): () => boolean {
  let nextAt = 0;
  return () => {
    if (performance.now() < nextAt) return false;
    nextAt = performance.now() + 1_000;
    return true;
  };
}

/** A message of long polling is read by the socket server, which waits for its end without limit. */
function cutWhenSlow(request: IncomingMessage): void {
  if (request.method !== 'POST') return;
  const timer = setTimeout(() => request.socket.destroy(), requestMaxMs);
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer));
}

/** Whoever is answered before the end of their file, as somebody without a session is, does not go on sending it. */
function cutWhenAnswered(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(timer));
  });
}

/** A course comes as a file, the one body that is larger than the API's usual ones. */
const isUpload = (request: IncomingMessage): boolean =>
  request.method === 'POST' &&
  request.url === '/api/v1/courses' &&
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/zip';
