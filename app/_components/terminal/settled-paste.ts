/**
 * How long after a line was sent the bracketed paste mode on the page may still be that of the line's own prompt. Readline switches the
 * mode off as a line is accepted and on again at the next prompt; the page hears of it a round trip later.
 */
const settleMs = 500;
/** A program that says nothing at all for so long after a line (a password prompt) is asked about nothing more. */
const silentMs = 3000;

type Entry = { text: string; isKey: boolean } | { paste: (isSettled: boolean) => void };

/**
 * Input of a terminal in order, with pastes held until it is known how the program takes them. Pasted within a round trip after Enter, a
 * text would be marked as bracketed although the shell has left its prompt, and its lines would run one by one.
 */
export class SettledPaste {
  private queue: Entry[] = [];
  private lineSentAt = Number.NEGATIVE_INFINITY;
  private answered = true;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send passes input on. @param now a monotonic clock in ms */
  constructor(
    private readonly send: (text: string, isKey: boolean) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param isKey a key was pressed */
  input(text: string, isKey: boolean): void {
    if (this.queue.length > 0) this.queue.push({ text, isKey });
    else this.pass(text, isKey);
  }

  /** @param put pastes; told whether the terminal's mode is the program's own by now. It must pass its text to `straight`. */
  paste(put: (isSettled: boolean) => void): void {
    this.queue.push({ paste: put });
    this.drain();
  }

  /** Text of a paste that is being put in: ahead of all that waits. */
  straight(text: string): void {
    this.pass(text, false);
  }

  /** Output was drawn. */
  output(): void {
    this.answered = true;
    if (this.queue.length > 0) this.drain();
  }

  /** What waits is dropped. */
  dispose(): void {
    clearTimeout(this.timer);
    this.queue = [];
  }

  private pass(text: string, isKey: boolean): void {
    // Enter, Ctrl-C and Ctrl-D end a line.
    if (/[\r\n\u0003\u0004]/.test(text)) {
      this.lineSentAt = this.now();
      this.answered = false;
    }
    this.send(text, isKey);
  }

  private drain(): void {
    clearTimeout(this.timer);
    for (let entry = this.queue[0]; entry; entry = this.queue[0]) {
      if ('text' in entry) this.pass(entry.text, entry.isKey);
      else {
        const rest = this.lineSentAt + (this.answered ? settleMs : silentMs) - this.now();
        if (rest > 0) {
          this.timer = setTimeout(() => this.drain(), rest);
          return;
        }
        entry.paste(this.answered);
      }
      this.queue.shift();
    }
  }
}
