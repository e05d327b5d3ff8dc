import { remote } from '@/lib/gateways/ssh/remote';
import { defineCheck, ok, warn } from '../check';

const probe = remote`grep -E '^(MemTotal|MemAvailable|SwapFree):' /proc/meminfo`;
/** dockerd, containerd and a shell take about 150 MB. */
const lowBytes = 256e6;

export const memory = defineCheck({
  id: 'memory',
  needs: 'connection',
  ask: ({ ask }) => ask(probe),
  conclude(said) {
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(said)?.[1] ?? Number.NaN);
    const freeBytes = kilobytes('MemAvailable') * 1024;
    if (Number.isNaN(freeBytes)) throw new Error(said.trim() || '/proc/meminfo said nothing.');
    const mb = (bytes: number) => Math.round(bytes / 1e6);
    const params = { freeMb: mb(freeBytes), totalMb: mb(kilobytes('MemTotal') * 1024) };
    const more = { params, evidence: said.trim().replaceAll(/\s+/g, ' ') };
    return freeBytes < lowBytes ? warn('memory_low', more) : ok('memory_free', more);
  },
});
