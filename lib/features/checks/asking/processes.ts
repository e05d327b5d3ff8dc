import { remote } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { isTrouble, type Trouble } from '../trouble';
import { askNode } from './node';

/** A process as /proc shows it; what only root may read is null or missing. */
export interface NodeProcess {
  pid: number;
  /** Clock ticks after the boot: a pid that was given again is another process. */
  start: string;
  name: string;
  exe: string | null;
  root: string | null;
  /** By name, `net` → `net:[4026531840]`. */
  namespaces: Record<string, string>;
  /** Its number within its own pid namespace. */
  pidInside: number | null;
}
export interface Processes {
  processes: NodeProcess[];
  /** Namespaces of the node's first process. */
  host: Record<string, string>;
}

/** Process 1 and those whose name is the input's first line, at most 50; with a pid in its second line that one alone. */
const probe = remote`
PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; export LC_ALL=C
read -r h </proc/sys/kernel/hostname; printf '%s\n' "$h"
IFS= read -r wanted; read -r only
show() {
  printf 'p %s %s %s\n' "$1" "$(sed -E 's/^.*\) ([^ ]+ ){19}([0-9]+) .*/\2/' "/proc/$1/stat" 2>/dev/null)" "$2"
  for what in exe root ns/pid ns/net ns/ipc ns/mnt ns/uts ns/cgroup ns/user; do printf 'l %s %s %s\n' "$1" "$what" "$(readlink "/proc/$1/$what" 2>/dev/null)"; done
  printf 'n %s %s\n' "$1" "$(sed -n 's/^NSpid:.*[[:space:]]\([0-9]*\)$/\1/p' "/proc/$1/status" 2>/dev/null)"
}
show 1 ''
n=0
cd /proc && for pid in [0-9]*; do
  { IFS= read -r name <"/proc/$pid/comm"; } 2>/dev/null || continue
  if [ -n "$only" ]; then [ "$pid" = "$only" ] || continue; else [ "$name" = "$wanted" ] || continue; fi
  n=$((n+1)); [ $n -gt 50 ] && break
  show "$pid" "$name"
done`;

/** Those of this name (proc_pid_comm(5): its first 15 bytes). @throws AppError */
export const processesNamed = (look: Look, name: string): Promise<Processes | Trouble> =>
  look.once(`processes ${name}`, () => read(look, `${name.slice(0, 15)}\n\n`));

/** One by its number. @throws AppError */
export const processOf = (look: Look, pid: number): Promise<Processes | Trouble> =>
  look.once(`process ${pid}`, () => read(look, `\n${pid}\n`));

async function read(look: Look, input: string): Promise<Processes | Trouble> {
  const said = await askNode(look, probe, input);
  return isTrouble(said) ? said : parseProcesses(said);
}

/** What the probe prints. Pure. */
function parseProcesses(text: string): Processes {
  const all: NodeProcess[] = [];
  for (const line of text.split('\n')) {
    const [what, pid, ...words] = line.split(' ');
    if (what === 'p') {
      const [start = '', ...name] = words;
      all.push({ pid: Number(pid), start, name: name.join(' '), exe: null, root: null, namespaces: {}, pidInside: null });
      continue;
    }
    const at = all.at(-1);
    if (!at || at.pid !== Number(pid)) continue;
    const [field = '', ...rest] = words;
    const link = rest.join(' ');
    if (what === 'n') at.pidInside = /^\d+$/.test(field) ? Number(field) : null;
    else if (field === 'exe' || field === 'root') at[field] = link || null;
    else if (field.startsWith('ns/') && link) at.namespaces[field.slice(3)] = link;
  }
  const [first, ...processes] = all;
  return { processes, host: first?.namespaces ?? {} };
}
