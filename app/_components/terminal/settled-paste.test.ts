import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SettledPaste } from './settled-paste';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function harness() {
  const sent: string[] = [];
  const queue = new SettledPaste(
    (text) => sent.push(text),
    () => Date.now(),
  );
  const paste = (text: string) =>
    queue.paste((isSettled) => (isSettled ? queue.straight(`<${text}>`) : sent.push(`ask ${text}`)));
  return { sent, queue, paste };
}

test('a paste at a prompt that stands goes at once', () => {
  const { sent, queue, paste } = harness();
  queue.input('ls', true);
  paste('a\rb');
  expect(sent).toEqual(['ls', '<a\rb>']);
});

test('a paste right after a line waits until the shell answered and settled, and what is typed behind it stays behind it', () => {
  for (const line of ['\r', '\u0003', '\u0004', '\n']) {
    const { sent, queue, paste } = harness();
    queue.input(line, true);
    paste('one');
    queue.input('x', true);
    queue.output();
    vi.advanceTimersByTime(499);
    expect(sent).toEqual([line]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([line, '<one>', 'x']);
    queue.input('y', true);
    expect(sent.at(-1)).toBe('y');
  }
});

test('output that comes late lets the paste go, and a program that stays silent is asked about after three seconds', () => {
  const late = harness();
  late.queue.input('\r', true);
  late.paste('one');
  vi.advanceTimersByTime(900);
  expect(late.sent).toEqual(['\r']);
  late.queue.output();
  expect(late.sent).toEqual(['\r', '<one>']);

  const silent = harness();
  silent.queue.input('\r', true);
  silent.paste('one');
  vi.advanceTimersByTime(2999);
  expect(silent.sent).toEqual(['\r']);
  vi.advanceTimersByTime(1);
  expect(silent.sent).toEqual(['\r', 'ask one']);
});

test('a line typed between two pastes makes the second wait again', () => {
  const { sent, queue, paste } = harness();
  queue.input('\r', true);
  paste('one');
  queue.input('\r', true);
  paste('two');
  queue.output();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual(['\r', '<one>', '\r']);
  queue.output();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual(['\r', '<one>', '\r', '<two>']);
});

test('nothing that waits is put in after the end', () => {
  const { sent, queue, paste } = harness();
  queue.input('\r', true);
  paste('one');
  queue.dispose();
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual(['\r']);
});
