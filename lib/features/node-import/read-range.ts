import { isIP } from 'node:net';
import { limits } from '@/lib/shared/limits';
import { problem, type RawLine, shown, splitAddress } from './import-line';

/** Text between two numbers that count up, `[0-29]`, `[00-29]` or `[1,3,5-7]`; of an IPv6 address a bracket is no range. */
const rangePattern = /\[(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)\]/g;

/** `node[0-29] ubuntu@10.0.3.[10-39]:22`, a line each: names, then addresses, both the same number. */
export function readRange(text: string): RawLine[] {
  let room = limits.importMaxNodes;
  return text.split('\n').flatMap((written, index) => {
    const words = written
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
      .filter(Boolean);
    if (words.length === 0) return [];
    const lines = readWords(words, index + 1, room);
    room -= lines.length;
    return lines;
  });
}

function readWords(words: string[], line: number, room: number): RawLine[] {
  const bad = (code: RawLine['problems'][number]['code'], params = {}): RawLine[] => [
    { line, problems: [problem(code, params)], notes: [] },
  ];
  // The order of /etc/hosts (hosts(5)): an address, its name, and other names of the same machine.
  if (isIP(words[0] ?? '') > 0 && words[1] !== undefined) words = [words[1], words[0] as string];
  if (words.length > 2) return bad('words', { words: words.length });
  // One word is both: nodes that the panel's name service knows.
  const [names, addresses = names] = words.map(expand);
  if (!names || !addresses) return bad('range_form', { value: shown(words.join(' ')) });
  for (const side of [names, addresses]) if (typeof side === 'string') return bad(side, { value: shown(words.join(' ')) });
  const [left, right] = [names as Expansion, addresses as Expansion];
  if (left.count !== right.count) return bad('range_counts', { names: left.count, addresses: right.count });
  if (left.count > room) return bad('too_many', { maximum: limits.importMaxNodes });
  return Array.from({ length: left.count }, (_, index) => {
    const { user, host, port } = splitAddress(right.at(index));
    return {
      line,
      name: left.at(index),
      host,
      ...(port !== undefined && { port }),
      ...(user !== undefined && { user }),
      problems: [],
      notes: [],
    };
  });
}

interface Expansion {
  count: number;
  at(index: number): string;
}

/** Whole numbers from one to another, written with at least so many digits. Counted, never written out. */
interface Span {
  first: number;
  count: number;
  digits: number;
}

/** What a word with ranges stands for, without writing it all out: the last range counts fastest. */
function expand(word: string): Expansion | 'range_form' | 'range_backwards' {
  const parts = word.split(rangePattern);
  const ranges: Range[] = [];
  let count = 1;
  for (let i = 1; i < parts.length; i += 2) {
    const range = countUp(parts[i] ?? '');
    if (typeof range === 'string') return range;
    ranges.push(range);
    count *= range.count;
  }
  const literals = parts.filter((_, i) => i % 2 === 0);
  // A bracket that is left over was meant as a range, unless it holds an IPv6 address.
  if (/[[\]]/.test(literals.join('0').replace(/\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]/g, ''))) return 'range_form';
  return {
    count,
    at(index) {
      let rest = index;
      const chosen = [...ranges].reverse().map((range) => {
        const value = valueAt(range, rest % range.count);
        rest = Math.floor(rest / range.count);
        return value;
      });
      return literals.map((text, i) => (i === 0 ? text : `${chosen[ranges.length - i]}${text}`)).join('');
    },
  };
}

interface Range {
  count: number;
  spans: Span[];
}

function countUp(text: string): Range | 'range_backwards' | 'range_form' {
  const spans: Span[] = [];
  let total = 0;
  for (const part of text.split(',')) {
    const [from = '', to = from] = part.split('-');
    const [first, last] = [Number(from), Number(to)];
    if (last < first) return 'range_backwards';
    if (last - first >= limits.importMaxNodes || !Number.isSafeInteger(last)) return 'range_form';
    spans.push({ first, count: last - first + 1, digits: from.startsWith('0') ? from.length : 0 });
    total += last - first + 1;
  }
  return { count: total, spans };
}

function valueAt({ spans }: Range, index: number): string {
  let rest = index;
  for (const { first, count, digits } of spans) {
    if (rest < count) return String(first + rest).padStart(digits, '0');
    rest -= count;
  }
  return '';
}
