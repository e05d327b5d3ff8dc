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
