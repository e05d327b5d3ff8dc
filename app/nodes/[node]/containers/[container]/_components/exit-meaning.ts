/** What a shell and Docker add to the number of the signal that ended a program (docker-run(1), "Exit Status"; signal(7)). */
const signals = {
  129: 'SIGHUP',
  130: 'SIGINT',
  131: 'SIGQUIT',
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  141: 'SIGPIPE',
  143: 'SIGTERM',
} as const;
/** Those that are explained; of the others their name is. */
const explained = ['SIGINT', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

export type ExitMeaning =
  | { key: 'ok' | 'notRunnable' | 'noCommand' | 'outOfMemory' | 'error' | (typeof explained)[number] }
  | { key: 'signal'; signal: string };

/** What an exit code of a container says. @param isOutOfMemory the kernel killed a process of it for its memory */
export function exitMeaning(code: number, isOutOfMemory: boolean): ExitMeaning {
  if (isOutOfMemory) return { key: 'outOfMemory' };
  if (code === 0) return { key: 'ok' };
  if (code === 126) return { key: 'notRunnable' };
  if (code === 127) return { key: 'noCommand' };
  const signal = signals[code as keyof typeof signals] as string | undefined;
  if (signal === undefined) return { key: 'error' };
  const key = explained.find((one) => one === signal);
  return key === undefined ? { key: 'signal', signal } : { key };
}
