import { expect, test } from 'vitest';
import { endpoints, type Key } from '@/lib/shared/api';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { isAppError } from '@/lib/core/errors';
import { limits } from '@/lib/shared/limits';
import { parseBody, parseParams, parseQuery, pathValues } from './request-input';

const at = (path: string): URL => new URL(path, 'http://localhost:3000');
const endpoint = (key: Key): Endpoint => endpoints[key];

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'nothing was refused';
}

async function codeOfBody(
  body: BodyInit,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<unknown> {
  const request = new Request(at('/'), { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  try {
    return await parseBody(endpoint('POST /nodes/{node}/images/pull'), request, 'en');
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

const removeImage = '/nodes/{node}/images/{image}';

test.each([
  ['localhost%3A5000%2Fx%2Fy%3A1.0', 'localhost:5000/x/y:1.0'],
  ['ubuntu', 'ubuntu'],
  ['ubuntu:22.04', 'ubuntu:22.04'],
  [`ubuntu%40sha256%3A${'a'.repeat(64)}`, `ubuntu@sha256:${'a'.repeat(64)}`],
  [`sha256:${'b'.repeat(64)}`, `sha256:${'b'.repeat(64)}`],
])('an image reference is one percent-encoded segment: %s', (encoded, image) => {
  const values = pathValues(at(`/api/v1/nodes/node0/images/${encoded}`), removeImage);
  expect(values).toEqual({ node: 'node0', image });
  expect(parseParams(endpoint('DELETE /nodes/{node}/images/{image}'), values, 'en')).toEqual({ node: 'node0', image });
});

test.each([
  '/api/v1/nodes/node0/images/localhost:5000/x/y:1.0',
  '/api/v1/nodes/node0//images/ubuntu',
  '/api/v1//nodes/node0/images/ubuntu',
  '/api/v1/nodes/node0/images/',
  '/api/v1/nodes/node0/images/ubuntu/',
  '/api/v1/nodes/node0/images/%',
  '/api/v1/nodes/node0/images/%ff',
  '/api/v1/nodes/%2e%2e/images/ubuntu',
  '/api/v2/nodes/node0/images/ubuntu',
  '/api/v1/nodes/node0/Images/ubuntu',
])('%s is not that address', (path) => {
  expect(codeOf(() => pathValues(at(path), removeImage))).toBe('not_found');
});

test.each(['..', '%2e%2e%2f..', 'node0%00', 'node0%2F', 'NODE0', 'node0.js', 'a'.repeat(64), '%20node0'])(
  'a node that cannot exist is not found: %s',
  (node) => {
    expect(
      codeOf(() => {
        const values = pathValues(at(`/api/v1/nodes/${node}`), '/nodes/{node}');
        parseParams(endpoint('GET /nodes/{node}'), values, 'en');
      }),
    ).toBe('not_found');
  },
);

test('a query is read with its defaults', () => {
  const logs = endpoint('GET /nodes/{node}/containers/{container}/logs');
  expect(parseQuery(logs, at('/?tail=20'), 'en')).toEqual({ tail: 20 });
  expect(parseQuery(logs, at('/'), 'en')).toEqual({ tail: 500 });
});

test.each(['?tail=0', '?tail=x', '?tail=1&tail=2', '?tial=5', '?tail=1e9', '?__proto__=1'])(
  'the query %s is refused',
  (query) => {
    const logs = endpoint('GET /nodes/{node}/containers/{container}/logs');
    expect(codeOf(() => parseQuery(logs, at(`/${query}`), 'en'))).toBe('invalid_input');
  },
);

test('a body is read as JSON', async () => {
  expect(await codeOfBody('{"image":"ubuntu"}')).toEqual({ image: 'ubuntu' });
  expect(await codeOfBody('{"image":"ubuntu"}', { 'content-type': 'Application/JSON; charset=utf-8' })).toEqual({
    image: 'ubuntu',
  });
});

test.each([
  ['a form', 'image=ubuntu', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['plain text, which another site may send', '{"image":"ubuntu"}', { 'content-type': 'text/plain' }],
  ['no JSON', '{image}', { 'content-type': 'application/json' }],
  ['nothing', '', { 'content-type': 'application/json' }],
  ['an unknown field', '{"image":"ubuntu","privileged":true}', { 'content-type': 'application/json' }],
  ['a list', '["ubuntu"]', { 'content-type': 'application/json' }],
])('a body that is %s is refused', async (_, body, headers) => {
  expect(await codeOfBody(body, headers)).toBe('invalid_input');
});

test('a body is not read beyond the limit, whatever it says of its length', async () => {
  const big = JSON.stringify({ image: 'u'.repeat(limits.bodyMaxBytes) });
  expect(await codeOfBody(big)).toBe('payload_too_large');
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  expect(await codeOfBody(endless)).toBe('payload_too_large');
  expect(pulled).toBeLessThan(10);
});

test.each([
  '{"name":"\\ud800"}',
  '{"na\\udc00me":"x"}',
  '{"deep":[{"x":["\\ud83d"]}]}',
  `${'['.repeat(100_000)}"\\ud800"${']'.repeat(100_000)}`,
])('half of a character is no text, wherever it stands', async (body) => {
  const endpoint = { ...endpoints['POST /tokens'] } as Endpoint;
  const request = new Request('http://localhost/', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await expect(parseBody(endpoint, request, 'en')).rejects.toMatchObject({
    code: 'invalid_input',
    fieldErrors: [{ path: '', message: 'The text is not valid Unicode (it contains a lone surrogate).' }],
  });
});
