import { expect, test } from 'vitest';
import { endpoints } from '@/lib/shared/api';
import { successResponse } from './answers';

const csv = { fileName: 'nodes.csv', contentType: 'text/csv; charset=utf-8', text: 'name,host\r\n' };

test('a file is handed out to be kept: its own type, never shown by the browser, kept by nobody on the way', async () => {
  const response = successResponse(endpoints['GET /classes/{class}/nodes/export'], csv, {}, 'request-1');
  expect(await response.text()).toBe(csv.text);
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="nodes.csv"',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': 'request-1',
  });
});

test('an answer that does not match the contract is not sent', () => {
  expect(() => successResponse(endpoints['GET /classes/{class}/nodes/export'], { text: 'x' }, {}, 'r')).toThrow(/contract/);
});

test('a file of any length has its own name, in ASCII for old browsers, and its length where it is known', async () => {
  const endpoint = endpoints['GET /nodes/{node}/containers/{container}/files/content'];
  const named = (fileName: string, sizeBytes?: number) =>
    successResponse(endpoint, { fileName, stream: new Blob(['x']).stream(), ...(sizeBytes && { sizeBytes }) }, {}, 'r').headers;
  expect(named('a.tar').get('content-disposition')).toBe('attachment; filename="a.tar"');
  expect(named('a.tar').get('content-length')).toBeNull();
  expect(named('x', 1).get('content-length')).toBe('1');
  expect(named('큰 "(1)"\n\u202e').get('content-disposition')).toBe(
    `attachment; filename="____1____"; filename*=UTF-8''%ED%81%B0%20%22%281%29%22__`,
  );
});
