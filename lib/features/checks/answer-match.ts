import type { SpecOf } from './spec';

type AnswerKind = SpecOf<'answer'>['kind'];
/** What is asked for, as the panel read it. An array: any of them, or, with `all`, all of them. */
export type TruthValue = string | number | readonly string[];

/** Fewer digits of a digest than these name nothing. */
const digestLeast = 6;

/** Whether an answer is right. Pure. @param tolerance `50%` of the truth, or so much; of numbers */
export function isRight(
  kind: AnswerKind,
  value: string,
  truth: TruthValue,
  { tolerance, all = false }: { tolerance?: number | string | undefined; all?: boolean } = {},
): boolean {
  const truths = typeof truth === 'object' ? truth : [truth];
  if (all) {
    const said = new Set(
      value
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((word) => word.replace(/\/$/, '')),
    );
    return truths.length > 0 && said.size === truths.length && truths.every((one) => said.has(String(one)));
  }
  return truths.some((one) => isOne(kind, value.trim(), one, tolerance));
}

function isOne(kind: AnswerKind, value: string, truth: string | number, tolerance: number | string | undefined): boolean {
  if (kind === 'number' || (kind === 'choice' && typeof truth === 'number')) {
    const said = numberOf(value);
    const is = typeof truth === 'number' ? truth : numberOf(truth);
    return said !== null && is !== null && Math.abs(said - is) <= roomOf(tolerance, is);
  }
  if (kind === 'digest') {
    const said = value.toLowerCase().replace(/^sha256:/, '');
    return (
      /^[a-f0-9]+$/.test(said) &&
      said.length >= digestLeast &&
      String(truth)
        .replace(/^sha256:/, '')
        .startsWith(said)
    );
  }
  if (kind === 'text') return plain(value) === plain(String(truth));
  return value === String(truth);
}

/** 64 000 and 64,000 are numbers as people write them; a number with a unit is none. */
function numberOf(text: string): number | null {
  const digits = text.replace(/(?<=\d)[ ,_](?=\d{3}(\D|$))/g, '');
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : null;
}

function roomOf(tolerance: number | string | undefined, truth: number): number {
  if (tolerance === undefined) return 0;
  return typeof tolerance === 'number' ? tolerance : (Math.abs(truth) * Number(tolerance.slice(0, -1))) / 100;
}

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.。]$/, '');
