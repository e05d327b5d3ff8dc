import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RootCommands, Said } from '@/lib/gateways/ssh/root-commands';
import { DockerDaemon } from './daemon';
import { readDaemonJson } from './daemon-json-file';
import { lookAtPackages } from './packages';

beforeEach(() => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A node that prints this for a command in which that word stands; the last answer is given again. */
function rootOf(answers: Record<string, Array<Partial<Said>>>) {
  const asked: string[] = [];
  const run = async (command: string): Promise<Said> => {
    const [word = '', given = []] = Object.entries(answers).find(([text]) => command.includes(text)) ?? [];
    asked.push(word);
    return { code: 0, stdout: '', stderr: '', ...(given.length > 1 ? given.shift() : given[0]) };
  };
  const root: RootCommands = { run, must: async (command) => (await run(command)).stdout };
  return { root, asked, daemon: new DockerDaemon(root, new AbortController().signal) };
}
const asking = '.Server.Version';

test.each([
  ['Docker 20.10.24\n', 'answers'],
  // Without the command there is no version.
  ['Docker\n', 'answers'],
  ['missing\n', 'missing'],
  ['gone\n', 'gone'],
  ['down\n', 'down'],
  ['', 'down'],
])('a node that prints %j of its daemon: %s', async (stdout, kind) => {
  expect(await rootOf({ [asking]: [{ stdout }] }).daemon.state()).toEqual({ kind, said: stdout.trim() });
});

test('a daemon that is not installed is not started', async () => {
  const { daemon, asked } = rootOf({ [asking]: [{ stdout: 'missing' }] });
  await expect(daemon.start()).rejects.toMatchObject({ code: 'docker_missing' });
  expect(asked).toEqual([asking]);
});

test('one that is started is waited for; one that stays away ends with its log', async () => {
  const starts = { 'systemctl start': [{ stdout: 'service docker start\n' }] };
  const slow = rootOf({ [asking]: [{ stdout: 'gone' }, { stdout: 'gone' }, { stdout: 'Docker 26.1.5' }], ...starts });
  const started = slow.daemon.start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await started).toBe('service docker start');
  const dead = rootOf({ [asking]: [{ stdout: 'gone' }], journalctl: [{ stdout: 'a\n\nfailed to start daemon\n' }], ...starts });
  const failed = expect(dead.daemon.start()).rejects.toMatchObject({ code: 'docker_down', detail: 'a\nfailed to start daemon' });
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
});

test('the registries it goes by are read without the slash it adds; without the command nobody knows them', async () => {
  const config = {
    Mirrors: ['http://10.0.3.1:5000/'],
    InsecureRegistryCIDRs: ['127.0.0.0/8'],
    IndexConfigs: { 'docker.io': { Secure: true }, '10.0.3.1:5000': { Secure: false } },
  };
  const { daemon } = rootOf({ '.RegistryConfig': [{ stdout: JSON.stringify(config) }] });
  expect(await daemon.registries()).toEqual({
    mirrors: ['http://10.0.3.1:5000'],
    insecure: ['10.0.3.1:5000', '127.0.0.0/8'],
  });
  expect(await rootOf({ '.RegistryConfig': [{ code: 127 }] }).daemon.registries()).toBeNull();
});

test.each([
  ['{"debug": true}\n\nBERTH:STATE settled 2\n', { config: { debug: true }, unfinished: false, running: 2 }],
  ['\nBERTH:STATE unfinished 0\n', { config: {}, unfinished: true, running: 0 }],
])('daemon.json and how a change of it stands, of %j', async (stdout, file) => {
  expect(await readDaemonJson(rootOf({ 'BERTH:STATE': [{ stdout }] }).root)).toEqual(file);
});

test.each([
  ['ID=debian\nPRETTY_NAME="Debian 12"', ['VERSION Docker version 20.10.24', 'DAEMON', 'CLI', 'APT'], true, true, false],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', ['VERSION ', 'APT', 'BROKEN'], true, false, true],
  ['ID=fedora', ['VERSION ', 'CLI'], false, false, false],
])('packages of %s with %j', async (release, marks, supported, installed, broken) => {
  const stdout = `${release}\n\n${marks.map((mark) => `BERTH:${mark}`).join('\n')}\n`;
  const found = await lookAtPackages(rootOf({ 'os-release': [{ stdout }] }).root);
  expect(found).toMatchObject({ supported, installed, broken });
});
