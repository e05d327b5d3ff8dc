import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { remote } from './remote';
import { closeFrame, cutErrors, drawMark, drawSpelling, framedCommand, type Mark, MarkSearch, noFrame } from './frame';
import { readFields } from './fields';
import { passMarks } from './pass-marks';

/** As sshd gives it to bash, which reads .bashrc first where its standard input is a socket (bash(1), "remote shell daemon"). */
function runInBash(startUp: string, command: string, mark: Mark = drawMark()) {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-frame-'));
  writeFileSync(path.join(directory, '.bashrc'), `echo READ >&2\n${startUp}\n`);
  const env = {
    NODE_ENV: 'test' as const,
    HOME: directory,
    USER: 'root',
    LOGNAME: 'root',
    SSH_CONNECTION: '192.0.2.1 5 192.0.2.2 22',
    PATH: '/usr/bin:/bin',
  };
  const { stdout, stderr } = spawnSync('/bin/bash', ['-c', framedCommand(command, mark, drawSpelling())], {
    env: { ...env, SSH_CLIENT: '192.0.2.1 5 22' },
    input: '',
  });
  rmSync(directory, { recursive: true });
  expect(stderr.toString()).toContain('READ');
  const search = new MarkSearch(mark);
  const rest = search.take(stdout);
  if (rest === null) search.rest();
  return {
    mark,
    rest,
    said: search.said,
    stderr,
    frame: rest && closeFrame(rest, mark),
    errors: cutErrors(stderr, mark).toString(),
  };
}

const command = remote`
printf '%s|' 'a'"'"'b' "\$HOME" '!x' "$SSH_CONNECTION"
cat /proc/sys/kernel/ostype; echo 'to the errors' >&2; exit 7`;
const output = "a'b|$HOME|!x|192.0.2.1 5 192.0.2.2 22|Linux\n";

test.each([
  ['nothing', ''],
  ['text on both outputs', 'echo hi; echo hi >&2'],
  [
    'functions named like programs and like paths',
    'cat() { echo forged; }; command() { echo forged; }; /bin/cat() { echo forged; }; /bin/sh() { echo forged; }; /usr/bin/env() { echo forged; }; printf() { echo forged; }; eval() { echo forged; }; export -f cat printf',
  ],
  ['aliases', "shopt -s expand_aliases; alias cat='echo forged' printf='echo forged' env='echo forged'"],
  ['a DEBUG trap', "trap 'echo traced' DEBUG"],
  ['an EXIT trap that changes the code', "trap 'echo bye; echo bye >&2; exit 0' EXIT"],
  ['set -eux', 'set -eux'],
  ['a PATH of its own and a BASH_ENV', 'export PATH=/nowhere BASH_ENV=/dev/null CDPATH=/tmp IFS=x GREP_OPTIONS=-v'],
  ['100 KB of a banner', 'for ((i=0;i<2000;i++)); do echo "--------------------------------------------------"; done'],
  ['a program that eats what it can read', 'cat >/dev/null'],
])('with %s in the start-up file output, errors and exit code are those of the command alone', (_, startUp) => {
  const { frame, errors } = runInBash(startUp, command);
  expect(frame?.body.toString()).toBe(output);
  expect(frame?.code).toBe(7);
  expect(errors).toBe('to the errors\n');
});

test.each([
  ['exit 0', 'exit 0'],
  ['exec of another program', 'exec echo tmux'],
  ['a program that prints the command, as ForceCommand may', 'printf "%s\\n" "$BASH_EXECUTION_STRING"; exit 0'],
])('with %s there is no frame, and the error names the shell', (_, startUp) => {
  const { rest, mark, said } = runInBash(startUp, command);
  expect(rest).toBeNull();
  expect(noFrame(mark, said).code).toBe('shell_in_the_way');
});

test('a program is never called by the path that a start-up file would name a function after', () => {
  const drawn = Array.from({ length: 1_000 }, drawSpelling);
  expect(drawn.flat().filter((slashes) => slashes < 2)).toEqual([]);
  expect(new Set(drawn.map(String)).size).toBeGreaterThan(300);
});

test('a mark with another number is no mark: somebody has tampered', () => {
  const mark = drawMark();
  const forged = `BERTH:${mark.nonce}:${mark.left + mark.right + 1}\n`;
  expect(new MarkSearch(mark).take(Buffer.from(forged))).toBeNull();
  expect(noFrame(mark, forged).code).toBe('shell_altered');
});

test("an expired password and account have their own words, in sshd's and PAM's", () => {
  const said = 'WARNING: Your password has expired.\nPassword change required but no TTY available.\n';
  expect(noFrame(drawMark(), said)).toMatchObject({ code: 'password_expired', detail: expect.stringContaining('no TTY') });
  expect(noFrame(drawMark(), 'Your account has expired; please contact your system administrator.').code).toBe('account_expired');
});

test('what a command says cannot be taken for the end of its frame, and one that was cut off has none', () => {
  const { frame, rest, mark } = runInBash('', remote`printf '\nBERTH:0:0:0\n'; exit 9`);
  expect(frame).toMatchObject({ code: 9, body: Buffer.from('\nBERTH:0:0:0\n') });
  expect(closeFrame((rest ?? Buffer.alloc(0)).subarray(0, -3), mark)).toBeNull();
});

test('the mark is found however its bytes come apart, and more than 1 MiB before it is too much', () => {
  const mark = drawMark();
  const search = new MarkSearch(mark);
  const bytes = Buffer.from(`noise\n${mark.text}\r\nrest`);
  let rest: Buffer | null = null;
  for (const byte of bytes.subarray(0, -4)) rest = search.take(Buffer.from([byte]));
  expect(rest).toEqual(Buffer.alloc(0));
  expect(search.said).toBe('noise\n');
  const endless = () => {
    const other = new MarkSearch(mark);
    for (let i = 0; i <= 17; i++) other.take(Buffer.alloc(64 * 1024, 'x'));
  };
  expect(endless).toThrow(expect.objectContaining({ code: 'shell_in_the_way' }));
});

test('a stream begins behind its mark, and one without a mark names what was said on either output', async () => {
  const mark = drawMark();
  const [out, errors] = [new PassThrough(), new PassThrough()];
  out.write(`hello\n${mark.text}\nHTTP`);
  errors.write(`${mark.text}\n`);
  await passMarks(out, errors, mark, 1_000);
  expect(out.read().toString()).toBe('HTTP');
  const [silent, loud] = [new PassThrough(), new PassThrough()];
  const passing = passMarks(silent, loud, mark, 1_000);
  loud.end('Password change required but no TTY available.\n');
  silent.end();
  await expect(passing).rejects.toThrow(expect.objectContaining({ code: 'password_expired' }));
  await expect(passMarks(new PassThrough(), null, mark, 20)).rejects.toThrow(expect.objectContaining({ code: 'shell_slow' }));
});

test('fields are read in any order, past lines nobody knows, and a name that was not said is absent', () => {
  const said = readFields('unknown line\ngroups=a b\n=x\nuid=7\nuid=0\n');
  expect([...said]).toEqual([
    ['groups', 'a b'],
    ['uid', '7'],
  ]);
  expect(said.get('su')).toBeUndefined();
});

test.each(['dash', 'zsh', 'ksh', 'fish', 'tcsh'])('the line means the same to %s, where it is installed', (shell) => {
  const mark = drawMark();
  const env = {
    NODE_ENV: 'test' as const,
    HOME: '/root',
    USER: 'root',
    LOGNAME: 'root',
    SSH_CONNECTION: '192.0.2.1 5 192.0.2.2 22',
    PATH: '/usr/bin:/bin',
  };
  const ran = spawnSync(shell, ['-c', framedCommand(command, mark, drawSpelling())], { env });
  if ((ran.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return expect(ran.status).toBeNull();
  const rest = new MarkSearch(mark).take(ran.stdout);
  expect(rest && closeFrame(rest, mark)).toMatchObject({ code: 7, body: Buffer.from(output) });
});
