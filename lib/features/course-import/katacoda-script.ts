/** Of a check of the kind `script`. */
const scriptChars = 16_000;

/**
 * A verify script of either site as a program that `/bin/sh -s` reads and that ends with 0 or 1. There, every code but 0 is a red step; a
 * missing program (126, 127) or a signal tells nothing about the student, so it keeps its code. Katacoda's scripts print `done`.
 * @returns null where it is too long, or empty
 */
export function verifyProgram(script: string): string | null {
  const text = script.replace(/\s+$/, '');
  const end = ['BERTH_VERIFY', 'BERTH_VERIFY_END'].find((word) => !text.includes(word));
  if (text === '' || !end) return null;
  const shell = /^#!.*\bsh\b/.test(text) && !/^#!.*\bbash\b/.test(text) ? 'sh' : 'bash';
  const prints = /\becho\s+["']?done\b/.test(text);
  const program = prints
    ? `out=$(${shell} -s <<'${end}'\n${text}\n${end}\n)\ncase $out in *done*) exit 0;; esac\necho "$out"; exit 1\n`
    : `${shell} -s <<'${end}'\n${text}\n${end}\ncode=$?\n[ $code -gt 1 ] && [ $code -lt 126 ] && exit 1\nexit $code\n`;
  return program.length > scriptChars ? null : program;
}
