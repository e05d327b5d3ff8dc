import { expect, test } from 'vitest';
import { keysOf, linesOf } from '@/lib/shared/typed-command';
import { type TypingTarget, typeCommand } from './type-command';

/** A terminal whose prompts come when the test says so. */
function paper() {
  const waiting: Array<() => void> = [];
  const state = { typed: '', open: true };
  const target: TypingTarget = {
    isOpen: () => state.open,
    type: (text) => {
      state.typed += text;
    },
    nextPrompt: () => new Promise((resolve) => waiting.push(resolve)),
  };
  const prompt = async () => {
    waiting.shift()?.();
    await Promise.resolve();
  };
  return { state, target, prompt };
}
const plain = { kind: 'change', keys: false } as const;

test('keys are the bytes they send, and one that is not known is no key at all', () => {
  expect(keysOf('ctrl-p ctrl-q')).toBe('\x10\x11');
  expect(keysOf('Ctrl-C')).toBe('\x03');
  expect(keysOf('up enter')).toBe('\x1b[A\r');
  expect(keysOf('ctrl-p hyper-x')).toBeNull();
});

test('a command is run, keys are pressed', async () => {
  const { state, target } = paper();
  expect(await typeCommand(target, { ...plain, run: 'docker images\n' })).toBe(1);
  expect(state.typed).toBe('docker images\r');
  expect(await typeCommand(target, { kind: 'change', keys: true, run: 'ctrl-p ctrl-q' })).toBe(1);
  expect(state.typed).toBe('docker images\r\x10\x11');
});

test('what destroys is never followed by Enter, one line at a time', async () => {
  const { state, target } = paper();
  const command = { kind: 'destroy', keys: false, run: 'docker rm -f a\ndocker rmi b' } as const;
  expect(await typeCommand(target, command)).toBe(1);
  expect(await typeCommand(target, command, { from: 1 })).toBe(1);
  expect(state.typed).toBe('docker rm -f adocker rmi b');
});

test('a solution is typed and not run', async () => {
  const { state, target } = paper();
  await typeCommand(target, { ...plain, run: 'docker ps' }, { isRun: false });
  expect(state.typed).toBe('docker ps');
});

test('the next line waits for a prompt, and is not typed into a shell that has ended', async () => {
  const { state, target, prompt } = paper();
  const done = typeCommand(target, { ...plain, run: 'cd /\npwd\nls' });
  expect(state.typed).toBe('cd /\r');
  await prompt();
  expect(state.typed).toBe('cd /\rpwd\r');
  state.open = false;
  await prompt();
  expect(await done).toBe(2);
  expect(state.typed).toBe('cd /\rpwd\r');
});

test('nothing is typed where no terminal is open', async () => {
  const { state, target } = paper();
  state.open = false;
  expect(await typeCommand(target, { ...plain, run: 'ls' })).toBe(0);
  expect(state.typed).toBe('');
});

test('a command ends without an empty line', () => {
  expect(linesOf('a\r\nb\n\n')).toEqual(['a', 'b']);
});
