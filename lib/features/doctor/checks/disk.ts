import { defaultRootDir } from '@/lib/gateways/docker/paths';
import { remote } from '@/lib/gateways/ssh/remote';
import { bad, defineCheck, ok, type Subject, prepare, warn } from '../check';

/** Room where Docker keeps its images, or would: the nearest directory that is there. POSIX df in kB, and the inodes. */
const probe = remote`
IFS= read -r path
while [ ! -e "$path" ] && [ "$path" != / ]; do path=$(dirname -- "$path"); done
LC_ALL=C df -P -k -- "$path" | tail -n 1; LC_ALL=C df -P -i -- "$path" | tail -n 1`;

/** An image of a class is a few hundred MB; a dockerd without room damages what it is writing. */
const fullBytes = 1e9;
const lowBytes = 5e9;
const lowInodes = 10_000;

export const disk = defineCheck({
  id: 'disk',
  needs: 'connection',
  ask: ({ about, ask }: Subject) => ask(probe, { input: `${about.status.docker?.rootDir ?? defaultRootDir}\n` }),
  conclude(said) {
    const [space = '', inodes = ''] = said.trim().split('\n');
    // The name of the device may hold spaces: numbers are counted from the end.
    const [kilobytes, , available] = numbers(space);
    const [files, , freeInodes] = numbers(inodes);
    if (available === undefined || kilobytes === undefined) throw new Error(said.trim() || 'df said nothing.');
    const more = {
      params: { freeGb: gb(available), totalGb: gb(kilobytes) },
      evidence: space.trim(),
    };
    const fix = prepare('docker.clean');
    // btrfs and others have no fixed number of inodes and say 0.
    if (files && freeInodes !== undefined && freeInodes < lowInodes)
      return bad('disk_no_inodes', { ...more, evidence: inodes.trim(), fix });
    if (available * 1024 < fullBytes) return bad('disk_full', { ...more, fix });
    return available * 1024 < lowBytes ? warn('disk_low', { ...more, fix }) : ok('disk_free', more);
  },
});

const gb = (kilobytes: number): number => Math.round((kilobytes * 1024) / 1e8) / 10;

/** The three numbers before the percentage: all, used, free. */
function numbers(line: string): number[] {
  const match = /\s(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s/.exec(line);
  return match ? match.slice(1, 4).map(Number) : [];
}
