import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSkim } from './skim';

const limits = { skimKeptBytes: 100, skimQuietMs: 100, skimMaxMs: 2_000, skimMaxBytes: 10_000 };
const notice = (bytes: number): string => `(${bytes} dropped)`;
const line = 'berth-berth\r\n';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  let shown = '';
  let ends = 0;
  const skim = createSkim(
    limits,
    (output) => (shown += Buffer.from(output).toString()),
    () => ends++,
  );
  return { skim, take: (text: string) => skim.take(Buffer.from(text)), shown: () => shown, ends: () => ends };
}

test('output passes as it is while nobody interrupts', () => {
  const { take, shown } = setUp();
  take(line.repeat(50));
  expect(shown()).toBe(line.repeat(50));
});

test('after an interruption all but whole last lines is dropped, and how much is told', () => {
  const { skim, take, shown, ends } = setUp();
  skim.begin(notice);
  for (let i = 0; i < 100; i++) take(line);
  take('^C\r\nprompt> ');
  expect(shown()).toBe('');
  vi.advanceTimersByTime(100);
  const kept = `${line.repeat(6)}^C\r\nprompt> `;
  const dropped = 100 * line.length + '^C\r\nprompt> '.length - kept.length;
  expect(shown()).toBe(`\x18\x1b(B\x0f\x1b[0m\r\n\x1b[2m(${dropped} dropped)\x1b[0m\r\n${kept}`);
  expect([skim.isActive, ends()]).toEqual([false, 1]);
  take('next');
  expect(shown().endsWith('prompt> next')).toBe(true);
});

test('where nothing had to be dropped nothing is said', () => {
  const { skim, take, shown } = setUp();
  skim.begin(notice);
  take('^C\r\nprompt> ');
  vi.advanceTimersByTime(100);
  expect(shown()).toBe('^C\r\nprompt> ');
});

test('a program that goes on is shown again after a while, or after much', () => {
  const { skim, take, shown } = setUp();
  skim.begin(notice);
  for (let ms = 0; ms < 2_000; ms += 50) {
    take(line);
    expect(shown()).toBe('');
    vi.advanceTimersByTime(50);
  }
  expect(skim.isActive).toBe(false);
  skim.begin(notice);
  take(line.repeat(limits.skimMaxBytes / line.length + 1));
  expect(skim.isActive).toBe(false);
});

test('a program that takes the alternate screen is shown from there on', () => {
  const { skim, take, shown } = setUp();
  skim.begin(notice);
  take(line.repeat(50));
  take('\x1b[?10');
  take('49h\x1b[2Jeditor');
  expect(shown()).toContain('editor');
  expect([skim.isActive, skim.isAlternateScreen]).toEqual([false, true]);
  take('\x1b[?1049l');
  expect(skim.isAlternateScreen).toBe(false);
});

test('modes that dropped output set and reset hold, the alternate screen is not left twice', () => {
  const { skim, take, shown } = setUp();
  take('\x1b[?25l');
  skim.begin(notice);
  take(`\x1b[?25h\x1b[?2004h\x1b[?2004l\x1b[?1049l${line.repeat(50)}`);
  skim.end();
  expect(shown()).toContain('dropped)\x1b[0m\r\n\x1b[?25h\x1b[?2004lberth');
  expect(shown()).not.toContain('1049l');
});

test('output without lines begins with a whole character', () => {
  const { skim, take, shown } = setUp();
  skim.begin(notice);
  take(`${'가'.repeat(100)}a`);
  skim.end();
  expect(shown()).toMatch(/\r\n가{33}a$/);
});
