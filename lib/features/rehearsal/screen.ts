import { stripVTControlCharacters } from 'node:util';

/** So much of what a terminal printed is kept, in characters: enough to see a prompt and to tell what went wrong. */
const keptChars = 64 * 1024;

/** What a terminal has printed since something was typed into it last. */
export class Screen {
  #raw = '';
  readonly #decoder = new TextDecoder();

  take(bytes: Uint8Array): void {
    this.#raw = (this.#raw + this.#decoder.decode(bytes, { stream: true })).slice(-keptChars);
  }

  clear(): void {
    this.#raw = '';
  }

  /** Without colours, titles and movements. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replace(/\r+(?=\n)/g, '');
  }
}

/** What a terminal waits for, by its last line. */
export type Waiting = 'prompt' | 'more' | 'password' | null;

/**
 * Whether a shell waits for the next command, or for the rest of one (`>`), or somebody asks for a password. A guess: a program may print
 * such a line, so it has to be quiet, too.
 * @param text since something was typed; its echo alone is no answer. Pure.
 */
export function waitingFor(text: string, { isFirst = false }: { isFirst?: boolean } = {}): Waiting {
  const at = text.lastIndexOf('\n');
  if (at < 0 && !isFirst) return null;
  const line =
    text
      .slice(at + 1)
      .split('\r')
      .at(-1) ?? '';
  if (/password[^:]*: ?$/i.test(line) || /암호[^:]*: ?$/.test(line)) return 'password';
  if (/^> $/.test(line)) return 'more';
  return /[$#%❯] $/.test(line) ? 'prompt' : null;
}

/** Who and where a prompt says it is, `root@node0`; null of one that does not say. Pure. */
export function promptHost(text: string): string | null {
  const line =
    text
      .slice(text.lastIndexOf('\n') + 1)
      .split('\r')
      .at(-1) ?? '';
  return /^(?:\([^)]*\) )?([\w.-]+@[\w.-]+):.*[$#] $/.exec(line)?.[1] ?? null;
}
