import type { LessonStepDto } from '@/lib/shared/courses';
import { keysOf, linesOf } from '@/lib/shared/typed-command';

export type Command = LessonStepDto['commands'][number];

/** Where a command is typed: one terminal, as far as typing goes. */
export interface TypingTarget {
  /** Not open: keys would be dropped. */
  isOpen(): boolean;
  type(text: string): void;
  /** Resolves at the next prompt, after `ms` at the latest. */
  nextPrompt(ms: number): Promise<void>;
}

/** How long a line is given before the next one is typed: it may be a program that never shows a prompt, ms. */
const lineMs = 4_000;

/**
 * Types a command for the reader. A command that destroys is never followed by Enter: one line of it is typed, and the reader decides.
 * Lines of any other come one after another, each at the prompt after the one before.
 * @param from the line to begin with
 * @param isRun false: typed to be read first, so nothing is run either
 * @returns the number of lines that were typed; 0 when the terminal is not open or a key is not known
 */
export async function typeCommand(
  target: TypingTarget,
  { run, kind, keys }: Pick<Command, 'run' | 'kind' | 'keys'>,
  { from = 0, isRun = true }: { from?: number; isRun?: boolean } = {},
): Promise<number> {
  if (!target.isOpen()) return 0;
  if (keys) {
    const bytes = keysOf(run);
    if (bytes === null) return 0;
    target.type(bytes);
    return 1;
  }
  const lines = linesOf(run).slice(from);
  if (kind === 'destroy' || !isRun) {
    target.type(lines[0] ?? '');
    return Math.min(1, lines.length);
  }
  let typed = 0;
  for (const line of lines) {
    if (typed > 0) await target.nextPrompt(lineMs);
    // The shell has ended meanwhile, or another page has the connection: the rest would go nowhere.
    if (!target.isOpen()) break;
    target.type(`${line}\r`);
    typed += 1;
  }
  return typed;
}
