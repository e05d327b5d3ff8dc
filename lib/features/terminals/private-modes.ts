/** Hears of DEC private modes that output sets and resets (`CSI ? Pm h`, `CSI ? Pm l`; xterm control sequences), however it is cut. */
export type PrivateModeReader = (output: Uint8Array) => void;

/** Those that show the alternate screen: editors, pagers, monitors. */
export const alternateScreenModes: ReadonlySet<number> = new Set([47, 1047, 1049]);

const introducer = Buffer.from('\x1b[?');
/** Longer ones do not occur. */
const longestSequence = 64;
const whole = /^\x1b\[\?([\d;]+)([hl])/;
const begun = /^\x1b(?:\[(?:\?[\d;]*)?)?$/;

export function createPrivateModeReader(onMode: (mode: number, isSet: boolean) => void): PrivateModeReader {
  /** The beginning of a sequence at the end of the piece before. */
  let rest = Buffer.alloc(0);
  return (output) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, output]) : Buffer.from(output.buffer, output.byteOffset, output.length);
    for (let at = bytes.indexOf(introducer); at >= 0; at = bytes.indexOf(introducer, at + introducer.length)) {
      const [, modes = '', action] = whole.exec(bytes.toString('latin1', at, at + longestSequence)) ?? [];
      for (const mode of modes.split(';')) if (mode !== '') onMode(Number(mode), action === 'h');
    }
    const end = bytes.subarray(-longestSequence);
    const at = end.lastIndexOf(0x1b);
    rest = at >= 0 && begun.test(end.toString('latin1', at)) ? Buffer.from(end.subarray(at)) : Buffer.alloc(0);
  };
}
