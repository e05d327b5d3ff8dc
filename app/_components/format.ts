import { shellWord } from '@/lib/shared/shell-words';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as Docker prints it: decimal units, three significant digits (`docker images`: 77.9MB). */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  // By what it is rounded to: 99.96 is 100.
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Twelve characters, as Docker shows ids. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/**
 * A docker command line as it is shown and copied. Names come from the node, and an Engine that lies may put `;` or a line break
 * into one: each word is quoted.
 */
export function dockerCommand(...words: string[]): string {
  return ['docker', ...words].map(shellWord).join(' ');
}

const escapes =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Text of a container's log without terminal sequences (ECMA-48) and control characters, tabs kept. */
export function plainText(text: string): string {
  return text.replace(escapes, '');
}
