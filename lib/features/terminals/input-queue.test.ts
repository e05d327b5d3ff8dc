import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createScriptedPty } from '@/lib/testing/scripted-pty';
import { createInputQueue } from './input-queue';

test('a keystroke on an idle terminal is written in the same call', () => {
  const pty = createScriptedPty();
  const queue = createInputQueue(pty, 1_000, () => {});
  queue.push(Buffer.from('a'));
  expect(pty.typed().toString()).toBe('a');
});

test('a 10 MB paste through a program that keeps stopping arrives complete and in order', async () => {
  const paste = randomBytes(10 * 1024 * 1024);
  let sinceDrain = 0;
  const pty = createScriptedPty((data, self) => {
    sinceDrain += data.length;
    if (sinceDrain < 100_000) return;
    sinceDrain = 0;
    self.congested = true;
    setImmediate(() => self.uncongest());
  });
  const queue = createInputQueue(pty, 1024 * 1024, () => {});
  for (let at = 0; at < paste.length; at += 65_536) {
    await queue.ready();
    expect(queue.push(paste.subarray(at, at + 65_536))).toBe(true);
  }
  await expect.poll(() => pty.typed().length).toBe(paste.length);
  expect(pty.typed().equals(paste)).toBe(true);
});

test('a full queue takes nothing of what does not fit, and what follows keeps its order', async () => {
  const pty = createScriptedPty();
  pty.congested = true;
  const queue = createInputQueue(pty, 10, () => {});
  expect(queue.push(Buffer.from('first'))).toBe(true); // written: the channel then says stop
  expect(queue.push(Buffer.from('0123456789'))).toBe(true);
  expect(queue.push(Buffer.from('lost'))).toBe(false);
  pty.uncongest();
  await queue.ready();
  expect(queue.push(Buffer.from('!'))).toBe(true);
  expect(pty.typed().toString()).toBe('first0123456789!');
});

test('stopping lets everybody who waits go on', async () => {
  const pty = createScriptedPty();
  pty.congested = true;
  const queue = createInputQueue(pty, 100, () => {});
  queue.push(Buffer.from('x'));
  queue.push(Buffer.alloc(100));
  const waiting = queue.ready();
  queue.stop();
  await waiting;
  expect(queue.push(Buffer.from('late'))).toBe(true);
  expect(pty.typed().toString()).toBe('x');
});

test('a channel that refuses a write is reported once', () => {
  const errors: unknown[] = [];
  const queue = createInputQueue(
    {
      write: () => {
        throw new Error('gone');
      },
      drained: () => Promise.resolve(),
    },
    100,
    (e) => errors.push(e),
  );
  queue.push(Buffer.from('a'));
  queue.push(Buffer.from('b'));
  expect(errors).toHaveLength(1);
});
