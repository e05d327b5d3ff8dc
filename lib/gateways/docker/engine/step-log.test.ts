import { expect, test } from 'vitest';
import { cutLogs, StepLog } from './step-log';

function logOf(...chunks: Array<string | Buffer>): StepLog {
  const log = new StepLog();
  for (const chunk of chunks) log.take(Buffer.from(chunk as string));
  return log;
}

test('lines come together from pieces, also in the middle of a letter', () => {
  const word = Buffer.from('한글\n');
  expect(logOf('fir', 'st\nsec', 'ond', '\n', word.subarray(0, 4), word.subarray(4)).text()).toBe('first\nsecond\n한글');
});

test('of a line that is drawn again the last is shown, without colours and what moves the cursor', () => {
  expect(logOf('  10%\r  50%\r 100%\r\n', '\u001b[91merror\u001b[0m\u001b[2K\n', 'a\tb\u202e\n').text()).toBe(
    ' 100%\nerror\na    b',
  );
});

test('the end of a long log is kept, and of a line without end', () => {
  const log = logOf(...Array.from({ length: 2_000 }, (_, at) => `line ${at}\n`));
  expect(log.isCut).toBe(true);
  expect(log.text().length).toBeLessThanOrEqual(8_000);
  expect(log.text().split('\n').at(-1)).toBe('line 1999');
  const endless = logOf(...Array.from({ length: 100 }, () => 'x'.repeat(1_000)));
  expect(endless.text().length).toBeLessThanOrEqual(1_001);
});

test('of many logs the oldest lose theirs first', () => {
  const logs = Array.from({ length: 4 }, (_, at) => logOf(`${at} ${'x'.repeat(900)}\n`.repeat(7)));
  cutLogs(logs);
  expect(logs.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(16_000);
  expect(logs.map(({ isCut }) => isCut)).toEqual([true, true, false, false]);
  expect(logs[0]?.text()).toBe('');
  expect(logs[3]?.text().split('\n')).toHaveLength(7);
});
