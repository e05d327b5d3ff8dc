import { readFileSync } from 'node:fs';

/** Of the kernel's counters of CPU time (proc(5), `sysconf(_SC_CLK_TCK)`). */
const ticksPerSecond = 100;

/**
 * User and system time so far, ms (proc(5), fields 14 to 17 of `/proc/PID/stat`).
 * @param whose a process with its threads, or the children of this process that have ended and were waited for, with theirs
 */
export function cpuMsOf(whose: number | 'children'): number {
  const stat = readFileSync(`/proc/${whose === 'children' ? 'self' : whose}/stat`, 'utf8');
  // The second field is the name in brackets, which may have spaces.
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const [user = 0, system = 0] = whose === 'children' ? times.slice(2) : times;
  return ((user + system) / ticksPerSecond) * 1_000;
}
