import type { Duplex } from 'node:stream';

/** Of an answer's head, and of the Engine's words where it refuses. */
const saidMaxBytes = 64 * 1024;

/**
 * Asks for the events over a channel of its own, in HTTP/1.0: dockerd answers with the bare lines, up to the end of the channel (RFC 9112
 * 6.3 and 7). node:http would hold a parser, a request and a response for as long as the node is held (docs/decisions/062).
 * @param path with the version of the API
 * @param until ends the channel: `deadline` while the head of the answer is awaited, `signal` at any time
 * @throws Error that the channel ended; with the status and the words of the Engine, like dockerode's, where it refuses
 */
export async function openEventStream(
  channel: Duplex,
  path: string,
  until: { deadline: AbortSignal; signal: AbortSignal },
): Promise<Duplex> {
  const end = () => {
    channel.destroy();
    // A channel of SSH tells its end only to a reader.
    channel.resume();
  };
  const signals = [until.deadline, until.signal];
  for (const signal of signals) signal.addEventListener('abort', end, { once: true });
  try {
    for (const signal of signals) signal.throwIfAborted();
    channel.write(`GET ${path} HTTP/1.0\r\nHost: docker\r\n\r\n`);
    const { status, bodyBytes } = await readHead(channel);
    if (status !== 200) throw refusal(status, await readBody(channel, bodyBytes));
    return channel;
  } catch (error) {
    until.signal.removeEventListener('abort', end);
    end();
    throw error;
  } finally {
    until.deadline.removeEventListener('abort', end);
  }
}

/** Takes the head of the answer out of the channel, and nothing of what follows it. @throws Error */
async function readHead(channel: Duplex): Promise<{ status: number; bodyBytes: number }> {
  let bytes = Buffer.alloc(0);
  for await (const piece of channel.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, piece as Buffer]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0 && bytes.length <= saidMaxBytes) continue;
    const head = bytes.toString('latin1', 0, end);
    const status = /^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1];
    if (end < 0 || status === undefined) throw new Error('The answer is not HTTP.');
    if (bytes.length > end + 4) channel.unshift(bytes.subarray(end + 4));
    return { status: Number(status), bodyBytes: Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? saidMaxBytes) };
  }
  throw new Error('The channel ended before the answer.');
}

async function readBody(channel: Duplex, bodyBytes: number): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const piece of channel.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, piece as Buffer]);
    if (bytes.length >= Math.min(bodyBytes, saidMaxBytes)) break;
  }
  return bytes.toString();
}

/** As dockerode throws it. */
function refusal(statusCode: number, body: string): Error {
  let json: unknown = null;
  try {
    json = JSON.parse(body);
  } catch {
    // A page of something between.
  }
  return Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${body}`), { statusCode, json });
}
