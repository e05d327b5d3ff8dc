import type { RootLoginObservation } from '@/lib/shared/root-login';

/** One process of the node as /proc shows it to everybody (proc_pid_stat(5), proc_pid_status(5)). */
interface Process {
  pid: number;
  ppid: number;
  pgrp: number;
  /** 0 without a terminal. */
  tty: number;
  /** Real user. */
  uid: number | null;
  comm: string;
}

/** What was observed of a guided shell. */
export interface ShellObservation {
  observation: RootLoginObservation;
  /** root's shell, when there is one. */
  rootShell: number | null;
}

const shells: ReadonlySet<string> = new Set([
  'sh',
  'dash',
  'bash',
  'ash',
  'busybox',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'tcsh',
  'csh',
]);

/** What the probe printed: a line for each process, an empty line, then the `Uid:` lines of their status. */
export function parseProcesses(text: string): Process[] {
  const [stats = '', statuses = ''] = text.split('\n\n');
  const uids = new Map<number, number>();
  for (const match of statuses.matchAll(/^\/proc\/(\d+)\/status:Uid:\s+(\d+)/gm)) uids.set(Number(match[1]), Number(match[2]));
  return stats.split('\n').flatMap((line) => {
    const match = /^(\d+) (\d+) (\d+) (-?\d+) (.*)$/.exec(line);
    if (!match) return [];
    const [pid = 0, ppid = 0, pgrp = 0, tty = 0] = match.slice(1, 5).map(Number);
    return [{ pid, ppid, pgrp, tty, uid: uids.get(pid) ?? null, comm: match[5] ?? '' }];
  });
}

/**
 * What the shell of this connection's terminal is doing: the shell is the child with a terminal of the sshd process that serves the
 * connection (`sshd`, since OpenSSH 9.8 `sshd-session`: told by its number, never by its name). root's shell is one below it whose real
 * user is 0: `su` and `sudo` are root by their effective user only while they ask. They may have given it a terminal of its own.
 */
export function readShellObservation(processes: Process[], sshd: number): ShellObservation {
  const shell = processes.filter((p) => p.ppid === sshd && p.tty !== 0).sort((a, b) => a.pid - b.pid)[0];
  if (!shell) return { observation: 'gone', rootShell: null };
  if (shell.uid === 0) return { observation: 'root', rootShell: innermost(processes, shell).pid };
  const below = descendants(processes, shell.pid);
  const first = below.find(isRootShell);
  if (first) return { observation: 'root', rootShell: innermost(processes, first).pid };
  if (below.some((p) => p.comm === 'sudo')) return { observation: 'sudo_asks', rootShell: null };
  if (below.some((p) => p.comm === 'su')) return { observation: 'su_asks', rootShell: null };
  return { observation: shell.uid === null ? 'unknown' : 'shell', rootShell: null };
}

/** Interactive: a process group of its own on a terminal, not a script's shell. */
const isRootShell = (p: Process): boolean => p.uid === 0 && p.tty !== 0 && p.pid === p.pgrp && shells.has(p.comm);

/** A shell within the shell is where the person stands. */
function innermost(processes: Process[], from: Process): Process {
  return descendants(processes, from.pid).filter(isRootShell).at(-1) ?? from;
}

/** Parents before their children. */
function descendants(processes: Process[], pid: number): Process[] {
  const found: Process[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = processes.filter((p) => parents.has(p.ppid) && !found.includes(p));
    found.push(...children);
    parents = new Set(children.map((p) => p.pid));
  }
  return found;
}

/**
 * May this user use `su` at all? Read from /etc/pam.d/su: `required` or `requisite` pam_wheel(8) lets only members of its group (wheel, or
 * root's group) pass; with `deny` only others. @param groups of the login user
 */
export function isSuAllowed(pamSu: string, groups: readonly string[]): boolean {
  for (const line of pamSu.split('\n')) {
    const match = /^\s*auth\s+(required|requisite|\[[^\]]*\])\s+pam_wheel\.so\b(.*)$/.exec(line.replace(/#.*/, ''));
    if (!match) continue;
    const options = (match[2] ?? '').trim().split(/\s+/);
    const named = options.find((option) => option.startsWith('group='))?.slice('group='.length);
    const member = named ? groups.includes(named) : groups.includes('wheel') || groups.includes('root');
    if (options.includes('deny') ? member : !member) return false;
  }
  return true;
}
