import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { healthSampleSchema } from '@/lib/shared/health';
import { fullest, parseCpus, parseLoad, parseMemory, readSample } from './read-sample';

const meminfo = 'MemTotal:        4028440 kB\nMemFree:          112344 kB\nMemAvailable:    3021330 kB\nBuffers: 1 kB\n';
const at = new Date('2026-01-01T00:00:00Z');
const nothing = { latencyMs: 1.2, load1: null, cpus: null, memoryUsedBytes: null, memoryTotalBytes: null };
const noDisk = { diskUsedBytes: null, diskTotalBytes: null, diskPath: null };

/** A node that answers by path. */
const node = (files: Record<string, string>, disks: Record<string, { usedBytes: number; availableBytes: number }>) => ({
  ping: async () => 1.2345,
  readFile: async (path: string) => {
    const text = files[path];
    if (text === undefined) throw new AppError('ssh_channel_refused');
    return Buffer.from(text);
  },
  statFileSystem: async (path: string) => {
    const use = disks[path];
    if (!use) throw new AppError('ssh_channel_refused');
    return use;
  },
});

test('a sample holds what the node says, of the fuller of its two file systems', async () => {
  const files = {
    '/proc/loadavg': '0.20 0.18 0.12 1/80 11206\n',
    '/proc/meminfo': meminfo,
    '/sys/devices/system/cpu/online': '0-3\n',
  };
  const disks = { '/': { usedBytes: 10, availableBytes: 90 }, '/data/docker': { usedBytes: 95, availableBytes: 5 } };
  const sample = await readSample(node(files, disks), '/data/docker', at);
  expect(healthSampleSchema.parse(sample)).toEqual({
    at: '2026-01-01T00:00:00.000Z',
    latencyMs: 1.2,
    load1: 0.2,
    cpus: 4,
    memoryUsedBytes: (4028440 - 3021330) * 1024,
    memoryTotalBytes: 4028440 * 1024,
    diskUsedBytes: 95,
    diskTotalBytes: 100,
    diskPath: '/data/docker',
  });
});

test('a node without SFTP still has a latency, and one that does not answer a keep-alive has no sample', async () => {
  expect(await readSample(node({}, {}), null, at)).toEqual({ at: at.toISOString(), ...nothing, ...noDisk });
  const silent = { ...node({}, {}), ping: () => Promise.reject(new AppError('node_lost')) };
  await expect(readSample(silent, null, at)).rejects.toThrow(expect.objectContaining({ code: 'node_lost' }));
});

test.each(['', 'high', '-1.00 0 0', '1e9 0 0', 'NaN 0 0', '9999999.00 1', '0.20', '\u0000 0.20 '])(
  'load %j is no load',
  (text) => {
    expect(parseLoad(text)).toBeNull();
  },
);

test.each([
  ['0\n', 1],
  ['0-63', 64],
  ['0,2-7', 7],
])('processors %j', (text, count) => expect(parseCpus(text)).toBe(count));
test.each(['', 'all', '7-2', '0-99999', '0,,1', '0-3\n0-3'])('processors %j are none', (text) => {
  expect(parseCpus(text)).toBeNull();
});

test.each([
  ['nothing', ''],
  ['no total', 'MemAvailable: 1 kB\n'],
  ['no available, as before Linux 3.14', 'MemTotal: 100 kB\nMemFree: 50 kB\n'],
  ['more available than there is', 'MemTotal: 100 kB\nMemAvailable: 200 kB\n'],
  ['none at all', 'MemTotal: 0 kB\nMemAvailable: 0 kB\n'],
  ['more than a pebibyte', 'MemTotal: 999999999999999 kB\nMemAvailable: 1 kB\n'],
  ['text', 'MemTotal: lots kB\nMemAvailable: 1 kB\n'],
])('memory of a node that says %s is not known', (_, text) => expect(parseMemory(text)).toBeNull());

test.each([
  { usedBytes: -1, availableBytes: 10 },
  { usedBytes: 10, availableBytes: -1 },
  { usedBytes: Number.NaN, availableBytes: 1 },
  { usedBytes: 0, availableBytes: 0 },
  { usedBytes: 2 ** 60, availableBytes: 1 },
])('a disk of %j is not known', (use) => expect(fullest([{ path: '/', use }])).toBeNull());
