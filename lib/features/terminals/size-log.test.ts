import { expect, test } from 'vitest';
import { createSizeLog } from './size-log';

test('from some byte on: the size in force there, then each that followed', () => {
  const log = createSizeLog({ cols: 80, rows: 24 });
  log.record(100, 120, 24);
  log.record(200, 40, 10);
  expect(log.since(0)).toEqual([
    { afterSeq: 0, cols: 80, rows: 24 },
    { afterSeq: 100, cols: 120, rows: 24 },
    { afterSeq: 200, cols: 40, rows: 10 },
  ]);
  expect(log.since(100)).toEqual([
    { afterSeq: 100, cols: 120, rows: 24 },
    { afterSeq: 200, cols: 40, rows: 10 },
  ]);
  expect(log.since(500)).toEqual([{ afterSeq: 500, cols: 40, rows: 10 }]);
  // Who comes back with less is still told of what was before.
  expect(log.since(0)).toHaveLength(3);
});

test('a size in which nothing was written is not kept, and of many the last 256 are', () => {
  const log = createSizeLog(null);
  expect(log.since(0)).toEqual([]);
  log.record(7, 80, 24);
  log.record(7, 90, 24);
  expect(log.since(0)).toEqual([{ afterSeq: 7, cols: 90, rows: 24 }]);
  for (let seq = 8; seq < 1_000; seq++) log.record(seq, seq, 24);
  expect(log.since(0)).toHaveLength(256);
  expect(log.since(0).at(-1)).toEqual({ afterSeq: 999, cols: 999, rows: 24 });
});
