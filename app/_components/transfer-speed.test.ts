import { expect, test } from 'vitest';
import type { JobDto, JobLayer } from '@/lib/shared/jobs';
import { createSpeedMeter, isTransferring, transferredOf } from './transfer-speed';

const layer = (id: string, phase: JobLayer['phase'], currentBytes: number | null, totalBytes: number | null): JobLayer => ({
  ...{ id, phase, currentBytes, totalBytes },
});
const pull = (layers: JobLayer[], isCut = false) =>
  ({ state: 'running', progress: { kind: 'layers', message: null, layers, isCut } }) as unknown as JobDto;
const archive = (bytes: number, totalBytes: number | null) =>
  ({ state: 'running', progress: { kind: 'archive', bytes, totalBytes, loaded: [] } }) as unknown as JobDto;
/** What is measured of these, each at its time in seconds. */
function measured(...heard: Array<[atS: number, job: JobDto]>) {
  const meter = createSpeedMeter();
  for (const [atS, job] of heard) meter.take(transferredOf(job), atS * 1000);
  return (atS: number) => meter.at(atS * 1000);
}

test('the speed is that of the last seconds, of all layers together', () => {
  const at = measured(
    [0, pull([layer('a', 'downloading', 0, 1000), layer('b', 'waiting', null, null)])],
    [10, pull([layer('a', 'downloading', 100, 1000), layer('b', 'downloading', 0, 1000)])],
    [15, pull([layer('a', 'downloading', 300, 1000), layer('b', 'downloading', 300, 1000)])],
    [20, pull([layer('a', 'downloading', 600, 1000), layer('b', 'downloading', 500, 1000)])],
  );
  expect(at(20)).toBe(100);
});

test('a page that is opened in the middle of a pull, and one resumed by Docker, count what has come since', () => {
  const at = measured(
    [0, pull([layer('a', 'downloading', 900_000, 1_000_000)])],
    [2, pull([layer('a', 'downloading', 900_200, 1_000_000), layer('b', 'downloading', 5_000_000, 6_000_000)])],
  );
  expect(at(1)).toBeNull();
  expect(at(2)).toBe(100);
});

test('a layer that is unpacked is not downloaded again', () => {
  const at = measured(
    [0, pull([layer('a', 'downloading', 800, 1000)])],
    [1, pull([layer('a', 'downloaded', 1000, 1000)])],
    [2, pull([layer('a', 'extracting', 10, 1000)])],
    [4, pull([layer('a', 'extracting', 900, 1000)])],
  );
  expect(at(4)).toBe(50);
});

test('a transfer that stalls comes to nothing', () => {
  const at = measured([0, archive(0, 1000)], [2, archive(400, 1000)]);
  expect(at(2)).toBe(200);
  expect(at(4)).toBe(100);
  expect(at(10)).toBe(0);
});

test('after a cut nothing of what was before it is measured', () => {
  const at = measured(
    [0, pull([layer('a', 'downloading', 0, 1000)])],
    [4, pull([layer('a', 'downloading', 800, 1000)])],
    [5, pull([layer('a', 'downloading', 800, 1000)], true)],
    [60, pull([layer('a', 'downloading', 10, 1000)])],
    [62, pull([layer('a', 'downloading', 30, 1000)])],
  );
  expect(at(61)).toBeNull();
  expect(at(62)).toBe(10);
});

test('nothing is transferred while the node is away, after the last byte, and after the end', () => {
  const half = layer('a', 'downloading', 1, 2);
  expect(isTransferring(pull([half, layer('b', 'extracting', 1, 2)]))).toBe(true);
  expect(isTransferring(pull([layer('a', 'uploading', 1, 2)]))).toBe(true);
  expect(isTransferring(pull([half], true))).toBe(false);
  expect(isTransferring(pull([layer('a', 'extracting', 1, 2), layer('b', 'complete', 2, 2)]))).toBe(false);
  expect(isTransferring({ ...pull([half]), state: 'done' })).toBe(false);
  expect(isTransferring(archive(1, 2))).toBe(true);
  expect(isTransferring(archive(1, null))).toBe(true);
  expect(isTransferring(archive(2, 2))).toBe(false);
});
