/** A process of a node that has a terminal, and those above it. */
export interface TerminalProcess {
  pid: number;
  parent: number;
  group: number;
  /** 0 without a terminal. */
  tty: number;
  /** Process group in the foreground of its terminal. */
  front: number;
  /** Clock ticks after the boot: with the pid it names one process. */
  start: number;
  name: string;
  user: string | null;
  uid: number | null;
  cwd: string | null;
  root: string | null;
  exe: string | null;
  pidNamespace: string | null;
  mntNamespace: string | null;
  /** Of the terminal of the panel's in which it was started. */
  mark: string | null;
  /** Of a docker client. */
  argv: string[] | null;
}

/** What the probe of sessions.ts prints. Pure. */
export function parseTerminalProcesses(text: string): TerminalProcess[] {
  const found = new Map<number, TerminalProcess>();
  for (const line of text.split('\n')) {
    const [what = '', pidText = '', ...words] = line.split(' ');
    const pid = Number(pidText);
    if (what === 'p') {
      const [parent = 0, group = 0, tty = 0, front = 0, start = 0] = words.slice(0, 5).map(Number);
      found.set(pid, { ...unknown, ...{ pid, parent, group, tty, front, start }, name: words.slice(5).join(' ') });
      continue;
    }
    const process = found.get(pid);
    if (!process) continue;
    if (what === 'u') Object.assign(process, { uid: Number(words[0]), user: words[1] || words[0] || null });
    if (what === 't') process.mark = words[0] ?? null;
    if (what === 'a')
      process.argv = Buffer.from(words[0] ?? '', 'base64')
        .toString()
        .split('\n')
        .filter(Boolean);
    const field = what === 'l' ? links[words[0] ?? ''] : undefined;
    if (field) process[field] = words.slice(1).join(' ') || null;
  }
  return [...found.values()];
}

const unknown = {
  ...{ user: null, uid: null, cwd: null, root: null, exe: null, pidNamespace: null, mntNamespace: null, mark: null, argv: null },
};
const links: Record<string, 'cwd' | 'root' | 'exe' | 'pidNamespace' | 'mntNamespace'> = {
  ...{ cwd: 'cwd', root: 'root', exe: 'exe', 'ns/pid': 'pidNamespace', 'ns/mnt': 'mntNamespace' },
};

/** Options of docker's that take a word of their own, of those commands that attach (docker/cli). */
const withWord =
  /^(-[eulwvpmchH]|--(name|env|env-file|user|workdir|detach-keys|volume|publish|memory|host|context|config|log-level|network|entrypoint|hostname|label|mount|restart|cpus|platform|pull|cidfile|cgroupns|ipc|pid|uts|userns|add-host|dns|device|cap-add|cap-drop|gpus|group-add|health-cmd|init|ip|isolation|link|log-driver|log-opt|runtime|security-opt|shm-size|stop-signal|storage-opt|sysctl|tmpfs|ulimit|volumes-from|annotation|expose|label-file))$/;
const takesNoWord = /^--init$/;

/**
 * The container a docker client is attached to; its name is null where it was given none. null for a process that is no such client.
 * Pure.
 */
export function attachedTo({
  argv,
  exe,
  tty,
}: Pick<TerminalProcess, 'argv' | 'exe' | 'tty'>): { container: string | null } | null {
  if (!argv || tty === 0 || (exe !== null && !/\/(docker|com\.docker\.cli)$/.test(exe))) return null;
  const words = argv.slice(1);
  let at = skipOptions(words, 0);
  if (words[at] === 'container') at += 1;
  const verb = words[at];
  const rest = words.slice(at + 1);
  const first = rest[skipOptions(rest, 0)] ?? null;
  if (verb === 'attach' || verb === 'exec') return isDetached(rest) ? null : { container: first };
  if (verb === 'start')
    return rest.some((word) => /^(-[a-z]*[ai][a-z]*|--attach|--interactive)$/.test(word)) ? { container: first } : null;
  if (verb !== 'run' || isDetached(rest)) return null;
  const named = rest.findIndex((word) => word === '--name' || word.startsWith('--name='));
  if (named < 0) return { container: null };
  return { container: (rest[named]?.includes('=') ? rest[named]?.slice('--name='.length) : rest[named + 1]) ?? null };
}

function skipOptions(words: readonly string[], from: number): number {
  let at = from;
  while (words[at]?.startsWith('-')) at += withWord.test(words[at] ?? '') && !takesNoWord.test(words[at] ?? '') ? 2 : 1;
  return at;
}

const isDetached = (words: readonly string[]): boolean =>
  words.slice(0, skipOptions(words, 0)).some((word) => /^(-[a-z]*d[a-z]*|--detach(=true)?)$/.test(word));
