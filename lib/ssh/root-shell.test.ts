import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { remote } from './commands';
import { framedRun, inputLength, parseFrame, streamed } from './root-shell';

/** Runs it as the local sh would, as whoever runs the test: being root is not needed for the frame. */
const runHere = (command: ReturnType<typeof framedRun>, input: Buffer): Buffer =>
  execFileSync('/bin/sh', ['-c', command], { input: Buffer.concat([Buffer.from(inputLength(input.length)), input]) });

test('a frame gives back output, exit code and errors, whatever bytes they are', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const output = runHere(framedRun('root', remote`cat; echo 'it is "wrong"' >&2; exit 7`), bytes);
  expect(output.subarray(0, 12).toString()).toBe('BERTH:READY\n');
  const frame = parseFrame(output.subarray(12));
  expect(frame?.code).toBe(7);
  expect(frame?.stdout.equals(bytes)).toBe(true);
  expect(frame?.stderr.toString()).toBe('it is "wrong"');
});

test('what a command says cannot be taken for the end of its frame', () => {
  const output = runHere(framedRun('root', remote`printf '\nBERTH:END 0 \n'; exit 9`), Buffer.alloc(0));
  expect(parseFrame(output)?.code).toBe(9);
});

test('a command that was cut off has no frame', () => {
  expect(parseFrame(Buffer.from('half of it'))).toBeNull();
});

test('quotes, dollars and line breaks of a constant stay what they are, through su, sudo and sh', () => {
  const command = remote`printf '%s|' 'a'"'"'b' "\$HOME
c"`;
  for (const way of ['root', 'sudo', 'sudo_password', 'su', 'su_terminal'] as const) {
    // Stands in for su and sudo: runs the last of its arguments as they do.
    const asIf = streamed(way, command).replace(/^LC_ALL=C (sudo .* -- \/bin\/sh -c|su root -c)/, '/bin/sh -c');
    const text = execFileSync('/bin/sh', ['-c', asIf.replace('stty raw cs8 -echo; ', '')]).toString();
    expect(text.replace('BERTH:READY\n', '')).toBe("a'b|$HOME\nc|");
  }
});

test('nothing can be put into a remote command', () => {
  const typed = '$(touch /tmp/canary)' as never;
  expect(() => remote`echo ${typed}`).toThrow(TypeError);
});
