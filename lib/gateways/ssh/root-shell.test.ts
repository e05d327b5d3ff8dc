import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { remote } from './remote';
import { drawMark, drawSpelling, type Mark, MarkSearch } from './frame';
import { framedRun, inputLength, parseFrame, streamed } from './root-shell';

const ways = ['sudo', 'sudo_password', 'su', 'su_terminal'] as const;

/**
 * Runs it as whoever runs the test, with `sh -c` in place of su and sudo: being root is not needed for the frame.
 * @param input null for a command that reads none: it may have ended before anything is written to it, and that is an error (EPIPE)
 */
function runHere(command: string, mark: Mark, input: Buffer | null): Buffer {
  const here = command
    .replace(/^exec (sudo .* -- \/bin\/sh -c|su root -c)/, 'exec /bin/sh -c')
    .replace('stty raw cs8 -echo', ':');
  const output = execFileSync('/bin/sh', ['-c', here], {
    ...(input && { input: Buffer.concat([Buffer.from(inputLength(input.length)), input]) }),
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'ignore'],
  });
  return new MarkSearch(mark).take(output) ?? Buffer.from('no mark');
}

test.each(ways)('by %s a frame gives back output, exit code and errors, whatever bytes they are', (way) => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const mark = drawMark();
  const command = framedRun(way, remote`cat; echo 'it is "wrong"' >&2; exit 7`, mark, drawSpelling());
  const frame = parseFrame(runHere(command, mark, bytes), mark);
  expect(frame?.code).toBe(7);
  expect(frame?.stdout.equals(bytes)).toBe(true);
  expect(frame?.stderr.toString()).toBe('it is "wrong"');
});

test('a command that was cut off has no frame', () => {
  expect(parseFrame(Buffer.from('half of it'), drawMark())).toBeNull();
});

test.each(ways)('quotes, dollars and line breaks of a constant stay what they are, through %s and sh', (way) => {
  const command = remote`printf '%s|' 'a'"'"'b' "\$HOME
c"`;
  const mark = drawMark();
  expect(runHere(streamed(way, command, mark, drawSpelling()), mark, null).toString()).toBe("a'b|$HOME\nc|");
});

test('nothing can be put into a remote command', () => {
  const typed = '$(touch /tmp/canary)' as never;
  expect(() => remote`echo ${typed}`).toThrow(TypeError);
});
