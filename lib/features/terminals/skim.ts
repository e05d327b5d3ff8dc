import { createOutputRing, type OutputRing } from './output-ring';
import { alternateScreenModes, createPrivateModeReader } from './private-modes';

export interface SkimLimits {
  /** The end of what came, which is shown. */
  skimKeptBytes: number;
  /** No output for so long: what was written before the interruption is through. */
  skimQuietMs: number;
  /** A program that goes on after Ctrl-C is shown again after so long, or so much. */
  skimMaxMs: number;
  skimMaxBytes: number;
}

/**
 * What a program wrote before Ctrl-C and nobody has seen waits in buffers on the node, some of them out of reach: dockerd alone keeps a
 * megabyte of an exec (moby, pkg/ioutils/bytespipe.go). While this is active output is taken as fast as the node gives it, and all but its
 * end is dropped.
 */
export interface Skim {
  readonly isActive: boolean;
  /** Whether a program has the alternate screen: what it draws cannot be dropped in part. */
  readonly isAlternateScreen: boolean;
  /** @param notice what is told in place of so many bytes. */
  begin(notice: (droppedBytes: number) => string): void;
  /** Everything the program writes goes through here. */
  take(output: Uint8Array): void;
  /** Passes on what was kept. */
  end(): void;
}

/**
 * What was shown last may end within a character or a sequence, and what is dropped may have changed colours and character sets: CAN ends
 * any sequence (ECMA-48, VT500 parser), then ASCII in G0 and plain colours.
 */
const fresh = '\x18\x1b(B\x0f\x1b[0m';

/** @param onOutput what is to be shown. @param onEnd output flows as always from now on. */
export function createSkim(limits: SkimLimits, onOutput: (output: Uint8Array) => void, onEnd: () => void): Skim {
  let active: { kept: OutputRing; notice: (droppedBytes: number) => string; deadline: NodeJS.Timeout } | null = null;
  let quiet: NodeJS.Timeout | null = null;
  let isAlternateScreen = false;
  /** Set or reset since the skim began: a hidden cursor must come back although the sequence that shows it was dropped. */
  const changed = new Map<number, boolean>();
  const readModes = createPrivateModeReader((mode, isSet) => {
    if (alternateScreenModes.has(mode)) isAlternateScreen = isSet;
    if (active) changed.set(mode, isSet);
  });

  function begin(notice: (droppedBytes: number) => string): void {
    if (active) return;
    changed.clear();
    active = { kept: createOutputRing(limits.skimKeptBytes), notice, deadline: setTimeout(end, limits.skimMaxMs).unref() };
    awaitQuiet();
  }

  function awaitQuiet(): void {
    if (quiet) clearTimeout(quiet);
    quiet = setTimeout(end, limits.skimQuietMs).unref();
  }

  function take(output: Uint8Array): void {
    readModes(output);
    if (!active) {
      onOutput(output);
      return;
    }
    active.kept.write(output);
    if (isAlternateScreen || active.kept.lastSeq > limits.skimMaxBytes) end();
    else awaitQuiet();
  }

  function end(): void {
    if (!active) return;
    const { kept, notice, deadline } = active;
    active = null;
    clearTimeout(deadline);
    if (quiet) clearTimeout(quiet);
    const { startSeq, data } = kept.after(0);
    if (startSeq === 0) onOutput(data);
    else {
      const from = startOfLine(data);
      const told = `${fresh}\r\n\x1b[2m${notice(startSeq + from)}\x1b[0m\r\n${modesOf(changed)}`;
      onOutput(Buffer.concat([Buffer.from(told), data.subarray(from)]));
    }
    onEnd();
  }

  return {
    get isActive() {
      return active !== null;
    },
    get isAlternateScreen() {
      return isAlternateScreen;
    },
    begin,
    take,
    end,
  };
}

/** Where a line begins; in output without lines, where a character does (UTF-8). */
function startOfLine(data: Buffer): number {
  const line = data.indexOf('\n') + 1;
  if (line > 0) return line;
  let at = 0;
  while (((data[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}

/** Leaving an alternate screen that was never shown would move the cursor. */
function modesOf(changed: ReadonlyMap<number, boolean>): string {
  return [...changed]
    .filter(([mode, isSet]) => isSet || !alternateScreenModes.has(mode))
    .map(([mode, isSet]) => `\x1b[?${mode}${isSet ? 'h' : 'l'}`)
    .join('');
}
