import { expect, test } from 'vitest';
import type { ConfigRow } from '@/lib/features/layers/image-config';
import { imageHistory } from './image-history';

const row = (createdBy: string, sizeBytes: number) => ({ createdBy, sizeBytes, createdAt: null, comment: '' });
const configRow = (empty: boolean): ConfigRow => ({ createdBy: '', comment: '', author: '', empty });
const told = (rows: ReturnType<typeof imageHistory>) => rows.map(({ isLayer, diffId }) => [isLayer, diffId]);

test('a row with bytes made a layer, CMD did not, and a layer without files is found where nothing else can be meant', () => {
  const history = [row('ADD file', 7), row('RUN true', 0), row('CMD ["sh"]', 0)];
  expect(told(imageHistory({ history, diffIds: ['a', 'b'] }, null))).toEqual([
    [false, null],
    [true, 'b'],
    [true, 'a'],
  ]);
});

test('of two rows that may both be the layer nothing is said, unless the configuration of the image says it', () => {
  const history = [row('ADD file', 7), row('RUN true', 0), row('RUN false || true', 0)];
  const detail = { history, diffIds: ['a', 'b'] };
  expect(told(imageHistory(detail, null))).toEqual([
    [null, null],
    [null, null],
    [true, 'a'],
  ]);
  expect(told(imageHistory(detail, [configRow(false), configRow(true), configRow(false)]))).toEqual([
    [true, 'b'],
    [false, null],
    [true, 'a'],
  ]);
});

test('a configuration of another length is not laid beside the rows', () => {
  expect(told(imageHistory({ history: [row('ADD file', 7)], diffIds: ['a'] }, [configRow(true), configRow(true)]))).toEqual([
    [true, 'a'],
  ]);
});
