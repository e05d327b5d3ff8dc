import { expect, test } from 'vitest';
import { promptHost, Screen, waitingFor } from './screen';

const screenOf = (...parts: string[]): string => {
  const screen = new Screen();
  for (const part of parts) screen.take(Buffer.from(part));
  return screen.text;
};

test.each([
  ['the echo of a command alone', 'docker ps', null],
  ['a prompt of root', 'cd /\r\nroot@node0:/# ', 'prompt'],
  [
    'a prompt with colours and a title',
    'ls\r\n\u001b[?2004h\u001b]0;ubuntu@node0: ~\u0007\u001b[01;32mubuntu@node0\u001b[00m:~$ ',
    'prompt',
  ],
  ['a bash without files of its own', 'chroot /lab /bin/bash\r\nbash-5.2# ', 'prompt'],
  ['the rest of a text that is wanted', 'cat > f <<EOF\r\n> ', 'more'],
  ['a password that is asked for', 'su root\r\nPassword: ', 'password'],
  ['output on its way', 'docker pull ubuntu\r\nlatest: Pulling', null],
  ['a bar that is drawn again', 'pull\r\n10 %\r100 %', null],
])('after %s', (_, printed, waiting) => {
  expect(waitingFor(screenOf(printed))).toBe(waiting);
});

test('the first prompt of a terminal has no line before it', () => {
  expect(waitingFor('ubuntu@node0:~$ ')).toBeNull();
  expect(waitingFor('ubuntu@node0:~$ ', { isFirst: true })).toBe('prompt');
});

test('a character that comes in two pieces is one', () => {
  const screen = new Screen();
  const bytes = Buffer.from('가\n');
  screen.take(bytes.subarray(0, 1));
  screen.take(bytes.subarray(1));
  expect(screen.text).toBe('가\n');
});

test('a prompt says who and where it is, or does not', () => {
  const said = ['cd /\nroot@node0:/# ', 'ubuntu@node0:~$ ', 'x\nbash-5.2# ', 'ls\nroot@node0:/# l'].map(promptHost);
  expect(said).toEqual(['root@node0', 'ubuntu@node0', null, null]);
});
