import type { IncomingMessage } from 'node:http';

/** Endpoints whose body or answer is a stream of any length: an archive of images, the context of a build, files of a container, its log. */
export type StreamedKey =
  | 'GET /nodes/{node}/containers/{container}/files/archive'
  | 'GET /nodes/{node}/containers/{container}/files/content'
  | 'PUT /nodes/{node}/containers/{container}/files/content'
  | 'GET /nodes/{node}/containers/{container}/logs/download'
  | 'GET /nodes/{node}/images/{image}/save'
  | 'POST /nodes/{node}/images/build'
  | 'POST /nodes/{node}/images/load';

/** @param type of a body; one of another type is read whole, up to the usual limit, and refused by its route */
interface Streamed {
  key: StreamedKey;
  path: RegExp;
  type?: string;
}
const container = '^/api/v1/nodes/[^/?]+/containers/[^/?]+';
const files = `${container}/files`;
const images = '^/api/v1/nodes/[^/?]+/images';
const streamed: Streamed[] = [
  { key: 'GET /nodes/{node}/containers/{container}/files/archive', path: new RegExp(String.raw`${files}/archive(?:\?|$)`) },
  { key: 'GET /nodes/{node}/containers/{container}/files/content', path: new RegExp(String.raw`${files}/content(?:\?|$)`) },
  {
    key: 'PUT /nodes/{node}/containers/{container}/files/content',
    path: new RegExp(String.raw`${files}/content(?:\?|$)`),
    type: 'application/octet-stream',
  },
  {
    key: 'GET /nodes/{node}/containers/{container}/logs/download',
    path: new RegExp(String.raw`${container}/logs/download(?:\?|$)`),
  },
  { key: 'GET /nodes/{node}/images/{image}/save', path: new RegExp(String.raw`${images}/[^/?]+/save(?:\?|$)`) },
  { key: 'POST /nodes/{node}/images/build', path: new RegExp(String.raw`${images}/build\?`), type: 'application/x-tar' },
  { key: 'POST /nodes/{node}/images/load', path: new RegExp(String.raw`${images}/load(?:\?|$)`), type: 'application/x-tar' },
];

/** @returns null for a request that is answered like all others */
export function streamedKey({ method = '', url = '', headers }: IncomingMessage): StreamedKey | null {
  const given = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const found = streamed.find(
    ({ key, path, type }) => key.startsWith(`${method} `) && path.test(url) && (type === undefined || type === given),
  );
  return found?.key ?? null;
}
