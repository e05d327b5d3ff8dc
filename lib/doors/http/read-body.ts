import { IncomingMessage } from 'node:http';

/**
 * Reads the whole body of a request, up to a limit, and gives it back as a request that holds it in memory. What parses it (Next,
 * next-auth, our routes) then never waits for a slow sender, and never sees more than the limit.
 * @param maxBytes a longer body is not read on
 * @param withinMs a body that is not whole by then is not read on
 * @returns the request to answer; null when the body is longer, `late` when it took longer
 * @throws Error when the sender goes away in the middle
 */
export async function withWholeBody(
  request: IncomingMessage,
  maxBytes: number,
  withinMs: number,
): Promise<IncomingMessage | 'late' | null> {
  const length = request.headers['content-length'];
  if (Number(length ?? 0) > maxBytes) return null;
  if (request.headers['transfer-encoding'] === undefined && Number(length ?? 0) === 0) return request;
  const chunks: Buffer[] = [];
  let size = 0;
  // Not `for await`: leaving such a loop destroys the socket, and the answer could not be sent any more.
  let timer: NodeJS.Timeout | undefined;
  const whole = await new Promise<boolean | 'late'>((resolve, reject) => {
    timer = setTimeout(() => resolve('late'), withinMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > maxBytes) resolve(false);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(true));
    request.on('close', () => reject(new Error('The sender went away.')));
    request.on('error', reject);
  }).finally(() => clearTimeout(timer));
  if (whole === 'late') return whole;
  return whole ? holding(request, Buffer.concat(chunks)) : null;
}

function holding(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.method = request.method;
  copy.url = request.url;
  copy.rawHeaders = request.rawHeaders;
  copy.headers = request.headers;
  copy.complete = true;
  copy.push(body);
  copy.push(null);
  return copy;
}
