import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as ask,
  type RequestOptions,
} from 'node:http';
import { addAbortSignal, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pour } from '@/lib/core/bytes/pour';
import { givePiecesAway, release } from '@/lib/core/bytes/release';
import { AppError } from '@/lib/core/errors';

/** The longest list a node may answer with: thousands of containers. A stream is read as it comes and has no such limit. */
export const answerMaxBytes = 8 * 1024 * 1024;

/** JSON, or a file that is read as fast as the node takes it. */
type Body = string | Readable | undefined;
/** What docker-modem knows of a call (docker-modem 5, lib/modem.js `dial` and `buildRequest`). */
interface Call {
  isStream?: boolean;
  hijack?: boolean;
  openStdin?: boolean;
  statusCodes: Record<number, unknown>;
}
type HeardCall = Call & Required<Care>;
type Answered = (error: unknown, answer: unknown) => void;
interface Care {
  /** Hears the headers of every answer. */
  onAnswer?(headers: IncomingHttpHeaders): void;
  /** Nobody keeps a piece of an answer that is a stream, as `upgrade` would of its channel. */
  givesPiecesAway?: boolean;
}
interface Modem {
  buildRequest(options: RequestOptions, call: Call, body: Body, done: Answered): void;
  buildPayload(
    error: null,
    isStream: boolean,
    statusCodes: Call['statusCodes'],
    openStdin: boolean,
    request: ClientRequest,
    response: IncomingMessage,
    json: unknown,
    done: Answered,
  ): void;
}

/** The deadline of the work a request belongs to: some of dockerode's calls take no signal, and a request without one may wait for ever. */
const deadlines = new AsyncLocalStorage<AbortSignal>();

/** Does `work`; every request it makes that has no signal of its own ends when `signal` fires. */
export function within<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return deadlines.run(signal, () => work(signal));
}

/**
 * Lets this dockerode make its requests by us, because docker-modem keeps whatever a node sends up to the end of an answer, waits for ever
 * where an answer breaks off, and fails when a kept channel turns out to be closed. What it makes of an answer stays its own.
 */
export function makeRequestsCareful(docker: Docker, { onAnswer = () => {}, givesPiecesAway = false }: Care = {}): void {
  const modem = docker.modem as unknown as Modem;
  modem.buildRequest = (options, call, body, done) => {
    const signal = either(options.signal, deadlines.getStore());
    sendRequest(modem, { ...options, ...(signal && { signal }) }, { ...call, onAnswer, givesPiecesAway }, body, done);
  };
}

/** A stream has a signal of its own for as long as it flows, and until its first byte a deadline too. */
function either(own: AbortSignal | undefined, deadline: AbortSignal | undefined): AbortSignal | undefined {
  return own && deadline && own !== deadline ? AbortSignal.any([own, deadline]) : (own ?? deadline);
}

function sendRequest(modem: Modem, options: RequestOptions, call: HeardCall, body: Body, done: Answered): void {
  const request = ask(options);
  let answered = false;
  let settled = false;
  const settle: Answered = (error, answer) => {
    if (settled) return;
    settled = true;
    done(error, answer);
  };
  request.once('error', (error) => {
    if (settled) return;
    // The Engine had closed this kept channel while the question was on its way. Only what changes nothing is asked again.
    const isStale = request.reusedSocket && !answered && options.method === 'GET' && !options.signal?.aborted;
    if (!isStale) return settle(error, null);
    settled = true;
    // Ends with a fresh channel at the latest: there are only so many kept ones.
    sendRequest(modem, options, call, body, done);
  });
  if (call.givesPiecesAway) request.once('socket', releaseRead);
  // Also after it is answered: an unheard error would end the process.
  request.on('error', () => {});
  request.once('response', (response) => {
    answered = true;
    call.onAnswer(response.headers);
    const good = call.statusCodes[response.statusCode ?? 0] === true;
    if (call.givesPiecesAway) givePiecesAway(response);
    if (good && call.isStream)
      return modem.buildPayload(null, true, call.statusCodes, call.openStdin === true, request, response, null, settle);
    if (options.signal) addAbortSignal(options.signal, response);
    readWhole(response).then(
      (json) => modem.buildPayload(null, false, call.statusCodes, false, request, response, json, settle),
      (error: Error) => {
        request.destroy();
        settle(error, null);
      },
    );
  });
  if (call.hijack)
    request.once('upgrade', (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      settle(null, socket);
    });
  if (body instanceof Readable) {
    // Whichever breaks off takes the other with it; the request tells why.
    pour(body, request, () => {});
    return;
  }
  if (body !== undefined) request.write(body);
  if (!call.openStdin) request.end();
}

/** What ssh2 has around the data of a packet (RFC 4253 6, RFC 4254 5.2): lengths, numbers, padding. */
const frameBytes = 64;

/** The parser copies what it makes of a piece, and has read it before this listener hears of it. */
function releaseRead(this: ClientRequest, channel: Readable): void {
  const onData = (piece: Buffer): void => release(piece, frameBytes);
  channel.on('data', onData);
  this.once('close', () => channel.removeListener('data', onData));
}

/** @throws AppError `docker_answer_too_large`; Error when the answer breaks off */
async function readWhole(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerMaxBytes) throw new AppError('docker_answer_too_large', { detail: `> ${answerMaxBytes / 1024 / 1024} MiB` });
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  try {
    return JSON.parse(whole.toString()) ?? whole;
  } catch {
    return whole;
  }
}
