import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SettledPaste } from './settled-paste';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function harness() {
  const sent: string[] = [];
  const lane = new SettledPaste(
    (text) => sent.push(text),
    () => Date.now(),
  );
  const paste = (text: string) => lane.paste((isSettled) => (isSettled ? lane.straight(`<${text}>`) : sent.push(`ask ${text}`)));
  return { sent, lane, paste };
}

test('a paste at a prompt that stands goes at once', () => {
  const { sent, lane, paste } = harness();
  lane.input('ls', true);
  paste('a\rb');
  expect(sent).toEqual(['ls', '<a\rb>']);
});

test('a paste right after a line waits until the shell answered and settled, and what is typed behind it stays behind it', () => {
  for (const line of ['\r', '\u0003', '\u0004', '\n']) {
    const { sent, lane, paste } = harness();
    lane.input(line, true);
    paste('one');
    lane.input('x', true);
    lane.output();
    vi.advanceTimersByTime(499);
    expect(sent).toEqual([line]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([line, '<one>', 'x']);
    lane.input('y', true);
    expect(sent.at(-1)).toBe('y');
  }
});

test('output that comes late lets the paste go, and a program that stays silent is asked about after three seconds', () => {
  const late = harness();
  late.lane.input('\r', true);
  late.paste('one');
  vi.advanceTimersByTime(900);
  expect(late.sent).toEqual(['\r']);
  late.lane.output();
  expect(late.sent).toEqual(['\r', '<one>']);

  const silent = harness();
  silent.lane.input('\r', true);
  silent.paste('one');
  vi.advanceTimersByTime(2999);
  expect(silent.sent).toEqual(['\r']);
  vi.advanceTimersByTime(1);
  expect(silent.sent).toEqual(['\r', 'ask one']);
});

test('a line typed between two pastes makes the second wait again', () => {
  const { sent, lane, paste } = harness();
  lane.input('\r', true);
  paste('one');
  lane.input('\r', true);
  paste('two');
  lane.output();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual(['\r', '<one>', '\r']);
  lane.output();
  vi.advanceTimersByTime(500);
  expect(sent).toEqual(['\r', '<one>', '\r', '<two>']);
});

test('nothing that waits is put in after the end', () => {
  const { sent, lane, paste } = harness();
  lane.input('\r', true);
  paste('one');
  lane.dispose();
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual(['\r']);
});
