import { expect, test } from 'vitest';
import { alignHistory, type HistoryRow } from './align-history';

const row = (createdBy: string, sizeBytes = 0, empty: boolean | null = null): HistoryRow => ({ createdBy, sizeBytes, empty });
const unknown = (count: number) => new Array<number | null>(count).fill(null);

test('layers of 0 bytes that BuildKit makes are laid beside their own lines', () => {
  const rows = [
    row('BusyBox static', 1_980_000),
    row('CMD ["sh"]'),
    row('RUN /bin/sh -c true # buildkit'),
    row('RUN /bin/sh -c echo x > /x # buildkit', 2),
    row('WORKDIR /w'),
    row('COPY e /e # buildkit'),
  ];
  expect(alignHistory(rows, unknown(5))).toEqual([0, 2, 3, 4, 5]);
});

test('rows that hold bytes are layers, and those of the configuration alone are none', () => {
  const rows = [row('ADD file:1 in /', 10), row('/bin/sh -c #(nop)  ENV A=b'), row('LABEL a=b'), row('/bin/sh -c touch /x', 0)];
  expect(alignHistory(rows, unknown(1))).toEqual([0]);
  expect(alignHistory(rows, unknown(2))).toEqual([0, 3]);
});

test('where one of two rows may have made the layer, only what is certain is said', () => {
  const rows = [row('ADD base', 10), row('RUN true'), row('WORKDIR /'), row('RUN echo', 3)];
  expect(alignHistory(rows, unknown(3))).toEqual([0, null, 3]);
});

test('sizes that the node knows decide', () => {
  const rows = [row('RUN a', 1), row('RUN b', 2)];
  expect(alignHistory(rows, [1, 2])).toEqual([0, 1]);
  // Rows and layers that do not belong to each other.
  expect(alignHistory(rows, [2, 1])).toEqual([null, null]);
  expect(alignHistory(rows, unknown(1))).toEqual([null]);
});

test('the configuration says exactly which rows made a layer', () => {
  const rows = [row('ADD base', 10, false), row('RUN true', 0, true), row('WORKDIR /w', 0, false), row('CMD sh', 0, true)];
  expect(alignHistory(rows, [10, 0])).toEqual([0, 2]);
});

test('a history too long to be one is not laid out', () => {
  expect(alignHistory(new Array<HistoryRow>(5000).fill(row('RUN x', 1)), unknown(100))).toEqual(unknown(100));
});
