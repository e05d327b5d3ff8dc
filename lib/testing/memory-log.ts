import type { Logger } from '@/lib/core/log';

export type MemoryLog = Logger & { lines: Array<{ level: string; fields: object; message: string }> };

/** A logger that keeps its lines for the test and prints nothing. */
export function createMemoryLog(): MemoryLog {
  const lines: MemoryLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const log = { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
  return log;
}
