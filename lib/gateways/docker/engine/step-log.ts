import { StringDecoder } from 'node:string_decoder';
import { clean } from './answer';

/** A line is kept up to here, and of a log its last so many characters. */
const lineMaxChars = 1_000;
const logMaxChars = 8_000;
/** The log of the whole build, in characters: it is published several times a second. */
const logsMaxChars = 16_000;

/** The end of what one step of a build printed. */
export class StepLog {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  #isCut = false;
  /** Of the text without its last line, which may still grow. */
  #lines: string[] = [];
  #chars = 0;

  get isCut(): boolean {
    return this.#isCut;
  }

  /** In characters. */
  get length(): number {
    return this.#chars + Math.min(this.#text.length, lineMaxChars);
  }

  take(bytes: Buffer): void {
    const [last = '', ...before] = `${this.#text}${this.#decoder.write(bytes)}`.split('\n').reverse();
    for (const line of before.reverse()) this.#add(line);
    // A line that a program draws again and again, as progress is, is what it has come to.
    this.#text = last.length > lineMaxChars * 2 ? last.slice(-lineMaxChars) : last;
    this.cut(logMaxChars);
  }

  /** No more than the last `maxChars` are kept, in whole lines but for one that is not over yet. */
  cut(maxChars: number): void {
    if (this.length <= maxChars) return;
    this.#isCut = true;
    while (this.#lines.length > 0 && this.length > maxChars) this.#chars -= (this.#lines.shift() as string).length + 1;
    if (this.length > maxChars) this.#text = maxChars <= 0 ? '' : this.#text.slice(-maxChars);
  }

  text(): string {
    const last = drawn(this.#text);
    return [...this.#lines, ...(last === '' ? [] : [last])].join('\n');
  }

  #add(line: string): void {
    const shown = drawn(line);
    this.#lines.push(shown);
    this.#chars += shown.length + 1;
  }
}

/** Of a build as a whole the oldest steps lose theirs first. */
export function cutLogs(logs: readonly StepLog[]): void {
  let over = logs.reduce((sum, { length }) => sum + length, -logsMaxChars);
  for (const log of logs) {
    if (over <= 0) return;
    const before = log.length;
    log.cut(before - over);
    over -= before - log.length;
  }
}

/** What moves the cursor and colours (ECMA-48). */
const sequences = /\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** What is seen of a line in the end: without colours, and what stands after the last carriage return. */
function drawn(line: string): string {
  const shown = line.replace(sequences, '').replace(/\t/g, '    ').replace(/\r+$/, '').split('\r').at(-1) as string;
  // Indentation says something, and printable() takes it away.
  const indent = /^ */.exec(shown)?.[0] ?? '';
  return indent.slice(0, 80) + clean(shown, lineMaxChars);
}
