import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished, type Readable } from 'node:stream';
import { GET as downloadDirectory } from '@/app/api/v1/nodes/[node]/containers/[container]/files/archive/route';
import { GET as downloadFile, PUT as uploadFile } from '@/app/api/v1/nodes/[node]/containers/[container]/files/content/route';
import { GET as downloadLog } from '@/app/api/v1/nodes/[node]/containers/[container]/logs/download/route';
import { GET as saveImage } from '@/app/api/v1/nodes/[node]/images/[image]/save/route';
import { POST as buildImage } from '@/app/api/v1/nodes/[node]/images/build/route';
import { POST as loadImages } from '@/app/api/v1/nodes/[node]/images/load/route';
import { pour } from '@/lib/core/bytes/pour';
import { nodeStreamOf, webStreamOf } from '@/lib/core/bytes/web-stream';
import type { StreamedKey } from '@/lib/doors/http/streamed';
import { bodyOf } from './request-body';
import type { RouteHandler } from './route';

const handlers: Record<StreamedKey, RouteHandler> = {
  'GET /nodes/{node}/containers/{container}/files/archive': downloadDirectory,
  'GET /nodes/{node}/containers/{container}/files/content': downloadFile,
  'PUT /nodes/{node}/containers/{container}/files/content': uploadFile,
  'GET /nodes/{node}/containers/{container}/logs/download': downloadLog,
  'GET /nodes/{node}/images/{image}/save': saveImage,
  'POST /nodes/{node}/images/build': buildImage,
  'POST /nodes/{node}/images/load': loadImages,
};

/**
 * Answers an endpoint whose body or answer is a stream of any length by its route, without Next: that reads a body without asking whether there
 * is room for it, leaves out the length of an answer, and costs several promises for each piece (docs/decisions/055).
 * @param origin of the panel; the request's own host was compared with it before
 */
export async function answerStreamed(
  key: StreamedKey,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
): Promise<void> {
  const leave = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leave.abort();
  });
  const request = new Request(new URL(incoming.url ?? '/', origin), {
    method: incoming.method ?? 'GET',
    headers: headersOf(incoming),
    signal: leave.signal,
    ...(incoming.method !== 'GET' && { body: webStreamOf(bodyOf(incoming)), duplex: 'half' }),
  } as RequestInit);
  const response = await handlers[key](request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else if (response.headers.has('content-disposition')) await send(nodeStreamOf(response.body), outgoing);
  else outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** Ends when the answer does, however that is: what broke off in the middle is told by the connection, which is cut. */
function send(source: Readable, outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    finished(outgoing, () => resolve());
    pour(source, outgoing, () => resolve());
  });
}

function headersOf({ headers }: IncomingMessage): Headers {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') given.set(name, value);
    else for (const one of value ?? []) given.append(name, one);
  }
  return given;
}
