import type { RemoteCommand } from './remote';

/** How a command ended, and what it printed. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

type Options = { input?: string; timeoutMs?: number };

/** Constants run as root on one node. What a failure of one is, is the caller's to say. */
export interface RootCommands {
  /** @param options `input` is its standard input. @throws AppError when it could not be run */
  run(command: RemoteCommand, options?: Options): Promise<Said>;
  /** The same, and it has to end with 0. @returns its standard output. @throws AppError when it does not */
  must(command: RemoteCommand, options?: Options): Promise<string>;
}

/** The end of what a program said: the reason stands there. */
export function lastLines(text: string, lines = 12): string {
  return text
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n')
    .slice(-2000);
}
