import { expect, test } from 'vitest';
import { everyPage } from './every-page';

test('the items of all pages are there, in order, and each page is asked once', async () => {
  const asked: Array<string | undefined> = [];
  const pages: Record<string, { items: number[]; nextCursor?: string }> = {
    first: { items: [1, 2], nextCursor: 'b' },
    b: { items: [3], nextCursor: 'c' },
    c: { items: [] },
  };
  const read = async (cursor: string | undefined) => {
    asked.push(cursor);
    return pages[cursor ?? 'first'] ?? { items: [] };
  };
  expect(await everyPage(read)).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'b', 'c']);
});
