import type { HealthSample } from '@/lib/shared/health';
import type { FileSystemUse, SshConnection } from '@/lib/gateways/ssh/ssh-connection';

const maxBytes = 8 * 1024;
const maxLoad = 100_000;
const maxCpus = 4_096;
/** A pebibyte: more is not said by a machine of a class. */
const maxSizeBytes = 2 ** 50;
const maxLatencyMs = 60_000;

type Reading = Pick<SshConnection, 'ping' | 'readFile' | 'statFileSystem'>;

/**
 * Asks a node how it is: one keep-alive and a few reads of /proc over the SFTP channel that is kept anyway, so that no process is started
 * (docs/decisions/010-health-by-reading.md). What the node does not say, or what cannot be, is null.
 * @param dockerRoot Docker's directory, as Docker says it; null while it does not
 * @throws AppError when the keep-alive is not answered: then nothing else counts
 */
export async function readSample(ssh: Reading, dockerRoot: string | null, at: Date): Promise<HealthSample> {
  const text = async (path: string) => (await ssh.readFile(path, { maxBytes })).toString('latin1');
  const paths = dockerRoot === null || dockerRoot === '/' ? ['/'] : ['/', dockerRoot];
  const [latency, load, memory, cpus, ...disks] = await Promise.all([
    ssh.ping(),
    orNull(text('/proc/loadavg')),
    orNull(text('/proc/meminfo')),
    orNull(text('/sys/devices/system/cpu/online')),
    ...paths.map(async (path) => ({ path, use: await orNull(ssh.statFileSystem(path)) })),
  ]);
  return {
    at: at.toISOString(),
    latencyMs: within(Math.round(latency * 10) / 10, maxLatencyMs),
    load1: load === null ? null : parseLoad(load),
    cpus: cpus === null ? null : parseCpus(cpus),
    ...(parseMemory(memory ?? '') ?? { memoryUsedBytes: null, memoryTotalBytes: null }),
    ...(fullest(disks) ?? { diskUsedBytes: null, diskTotalBytes: null, diskPath: null }),
  };
}

const orNull = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);

function within(value: number, max: number): number | null {
  return Number.isFinite(value) && value >= 0 && value <= max ? value : null;
}

/** `0.20 0.18 0.12 1/80 11206`: the first is the minute's. */
export function parseLoad(text: string): number | null {
  const word = /^(\d{1,6}\.\d{1,2}) /.exec(text)?.[1];
  return word === undefined ? null : within(Number(word), maxLoad);
}

/** `0-3` or `0,2-7`: the processors that are on. */
export function parseCpus(text: string): number | null {
  const ranges = text.trim().split(',');
  let count = 0;
  for (const range of ranges) {
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
    if (first === undefined) return null;
    count += Number(last ?? first) - Number(first) + 1;
  }
  return count >= 1 && count <= maxCpus ? count : null;
}

/** MemTotal and MemAvailable, in kB of 1024 bytes. */
export function parseMemory(text: string): { memoryUsedBytes: number; memoryTotalBytes: number } | null {
  const bytes = (name: string) => {
    const word = new RegExp(`^${name}: +(\\d{1,15}) kB$`, 'm').exec(text)?.[1];
    return word === undefined ? null : within(Number(word) * 1024, maxSizeBytes);
  };
  const total = bytes('MemTotal');
  const available = bytes('MemAvailable');
  if (!total || available === null || available > total) return null;
  return { memoryUsedBytes: total - available, memoryTotalBytes: total };
}

type Disk = Pick<HealthSample, 'diskUsedBytes' | 'diskTotalBytes' | 'diskPath'>;

/** The one with the least room left; with equal room the later, which is Docker's. */
export function fullest(disks: Array<{ path: string; use: FileSystemUse | null }>): Disk | null {
  let found: { part: number; disk: Disk } | null = null;
  for (const { path, use } of disks) {
    const total = use === null ? null : within(use.usedBytes + use.availableBytes, maxSizeBytes);
    if (use === null || !total || use.usedBytes < 0 || use.availableBytes < 0) continue;
    const part = use.usedBytes / total;
    if (found && part < found.part) continue;
    found = { part, disk: { diskUsedBytes: use.usedBytes, diskTotalBytes: total, diskPath: path } };
  }
  return found?.disk ?? null;
}
