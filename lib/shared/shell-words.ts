/** A word of a command line as sh(1) reads it. */
export interface ShellWord {
  /** Without its quotes and backslashes; nothing in it is expanded. */
  text: string;
  /** As it is written. */
  raw: string;
  /** A shell would put something else in its place: `$VAR`, `$(…)`, a backquote, `~` at its beginning, `*` or `?`. */
  expands: boolean;
}

export interface ShellLine {
  words: ShellWord[];
  /** From the first operator of the shell on (`|`, `;`, `&`, `<`, `>`, parentheses, a second line): no part of the command. */
  rest: string;
}

/**
 * Splits the first command of a text into words as sh(1) does, and expands nothing. A line that ends in a backslash goes on in the next.
 * @returns null when a quote, a parenthesis or a brace is not closed.
 */
export function splitShell(text: string): ShellLine | null {
  const reader = new Reader(text, true);
  const rest = reader.readLine();
  return rest === null ? null : { words: reader.words, rest };
}

/**
 * Words as {@link splitShell} makes them where there is no shell: quotes and backslashes alone mean something, `$`, `|` and `;` are
 * ordinary characters.
 * @returns null when a quote is not closed.
 */
export function splitWords(text: string): string[] | null {
  const reader = new Reader(text, false);
  return reader.readLine() === null ? null : reader.words.map((word) => word.text);
}

/** One word of a command line as a POSIX shell would read it back; quoted only where it must be. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const operators = /[|&;<>()\n]/;
/** What may follow `$` for it to expand: a name, a number, a special parameter, `{` or `(` (POSIX.1-2024, XCU 2.6). */
const afterDollar = /[A-Za-z_0-9{(@*#?$!-]/;
/** What a backslash takes away the meaning of between double quotes (XCU 2.2.3). */
const escapedInDouble = /["$`\\]/;

/** Where a part of a word ends; `null` for one that is not closed. */
type End = number | null;

class Reader {
  readonly words: ShellWord[] = [];
  #value = '';
  #expands = false;

  constructor(
    readonly text: string,
    readonly isShell: boolean,
  ) {}

  /** Fills `words`. @returns what stands behind them, null when something is not closed */
  readLine(): string | null {
    const { text } = this;
    let at = 0;
    for (;;) {
      at = this.#afterBlank(at);
      if (at >= text.length) return '';
      if (this.#isOperator(at)) {
        if (text[at] !== '\n' || this.words.length > 0) return text.slice(at).trim();
        at += 1;
      } else {
        const end = this.#readWord(at);
        if (end === null) return null;
        const raw = text.slice(at, end);
        // `2>` is one operator.
        if (this.isShell && /^\d+$/.test(raw) && /[<>]/.test(text.charAt(end))) return text.slice(at).trim();
        this.words.push({ text: this.#value, raw, expands: this.#expands });
        at = end;
      }
    }
  }

  #isOperator(at: number): boolean {
    return this.isShell && operators.test(this.text.charAt(at));
  }

  /** How long the line break is that a backslash here takes away; 0 for none. */
  #joined(at: number): number {
    return /^\\\r?\n/.exec(this.text.slice(at, at + 3))?.[0].length ?? 0;
  }

  #isBlank(at: number): boolean {
    return (this.isShell ? /[ \t\r]/ : /\s/).test(this.text.charAt(at));
  }

  #afterBlank(from: number): number {
    let at = from;
    for (;;) {
      const joint = this.#joined(at);
      if (joint > 0) at += joint;
      else if (this.#isBlank(at)) at += 1;
      // A comment goes to the end of its line.
      else if (this.isShell && this.text[at] === '#') at = this.#indexOf('\n', at) ?? this.text.length;
      else return at;
    }
  }

  #indexOf(char: string, from: number): End {
    const at = this.text.indexOf(char, from);
    return at < 0 ? null : at;
  }

  #readWord(from: number): End {
    const { text } = this;
    this.#value = '';
    this.#expands = this.isShell && text[from] === '~';
    let at: End = from;
    while (at !== null && at < text.length) {
      const char = text.charAt(at);
      const joint = this.#joined(at);
      if (joint > 0) at += joint;
      else if (this.#isBlank(at) || this.#isOperator(at)) break;
      else if (char === "'") at = this.#readSingle(at);
      else if (char === '"') at = this.#readDouble(at);
      else if (char === '\\' && at + 1 < text.length) {
        this.#value += text.charAt(at + 1);
        at += 2;
      } else {
        if (this.isShell && /[*?]/.test(char)) this.#expands = true;
        at = this.#readPlain(at);
      }
    }
    return at;
  }

  #readSingle(from: number): End {
    const end = this.#indexOf("'", from + 1);
    if (end === null) return null;
    this.#value += this.text.slice(from + 1, end);
    return end + 1;
  }

  #readDouble(from: number): End {
    const { text } = this;
    let at: End = from + 1;
    while (at !== null && at < text.length) {
      const joint = this.#joined(at);
      if (text[at] === '"') return at + 1;
      if (joint > 0) at += joint;
      else if (text[at] === '\\' && escapedInDouble.test(text.charAt(at + 1))) {
        this.#value += text.charAt(at + 1);
        at += 2;
      } else at = this.#readPlain(at);
    }
    return null;
  }

  /** One character, or all of an expansion that begins with it. */
  #readPlain(from: number): End {
    const end = this.#endOfExpansion(from);
    if (end === null) return null;
    if (end > from) this.#expands = true;
    const next = Math.max(end, from + 1);
    this.#value += this.text.slice(from, next);
    return next;
  }

  /** `from` itself where none begins. */
  #endOfExpansion(from: number): End {
    const { text } = this;
    if (!this.isShell) return from;
    if (text[from] === '`') {
      const end = this.#indexOf('`', from + 1);
      return end === null ? null : end + 1;
    }
    const open = text.charAt(from + 1);
    if (text[from] !== '$' || !afterDollar.test(open)) return from;
    if (open !== '(' && open !== '{') return from + 2;
    const close = open === '(' ? ')' : '}';
    let depth = 0;
    for (let at = from + 1; at < text.length; at += 1) {
      if (text[at] === open) depth += 1;
      else if (text[at] === close) depth -= 1;
      if (depth === 0) return at + 1;
    }
    return null;
  }
}
