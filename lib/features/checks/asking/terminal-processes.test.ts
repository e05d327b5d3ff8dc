import { expect, test } from 'vitest';
import { terminalMark } from '@/lib/features/terminals/terminal-mark';
import type { TerminalDto } from '@/lib/shared/realtime';
import { sessionsIn } from './berth-sessions';
import { attachedTo, parseTerminalProcesses } from './terminal-processes';

test.each<[string, string | null | undefined]>([
  ['run -it ubuntu', null],
  ['run -it --name web ubuntu /bin/bash', 'web'],
  ['run --name=web -it ubuntu sh -c exit', 'web'],
  ['run -dit --name web ubuntu', undefined],
  ['run -e A=1 --detach ubuntu', undefined],
  ['run -it --name web ubuntu sh -d', 'web'],
  ['attach --detach-keys ctrl-x web', 'web'],
  ['container attach web', 'web'],
  ['exec -it -u root -e A=1 web bash', 'web'],
  ['exec -d web sleep 1', undefined],
  ['start -ai web', 'web'],
  ['start web', undefined],
  ['-H unix:///run/docker.sock attach web', 'web'],
  ['logs -f web', undefined],
  ['ps', undefined],
])('docker %s is attached to %s', (line, wanted) => {
  const said = attachedTo({ argv: ['docker', ...line.split(' ')], exe: '/usr/bin/docker', tty: 34816 });
  expect(said?.container).toBe(wanted);
});

test('another program of that name is no client, and none without a terminal', () => {
  const argv = ['docker', 'attach', 'web'];
  expect(attachedTo({ argv, exe: '/usr/bin/bash', tty: 34816 })).toBeNull();
  expect(attachedTo({ argv, exe: '/usr/bin/docker', tty: 0 })).toBeNull();
});

const id = 'a'.repeat(32);
const terminal = { id, kind: 'host', nodeId: 'n', containerName: null } as TerminalDto;
const mark = terminalMark(id);
const process = (pid: number, parent: number, name: string, more: string[], front = pid) =>
  [`p ${pid} ${parent} ${pid} ${front} 34816 100 ${name}`, ...more.map((line) => line.replace(/^(\w)/, `$1 ${pid}`))].join('\n');
const root = ['u 0 root', 'l cwd /', 'l root /'];

test.each([
  [
    'a login shell',
    [process(5, 2, 'bash', ['u 1000 ubuntu', 'l cwd /home/ubuntu', 'l root /', `t ${mark}`])],
    { where: 'host-user', user: 'ubuntu', cwd: '/home/ubuntu', parent: null },
  ],
  [
    'root by su',
    [
      process(5, 2, 'bash', ['u 1000 ubuntu', `t ${mark}`], 7),
      process(6, 5, 'su', ['u 0 root'], 7),
      process(7, 6, 'bash', [...root, `t ${mark}`]),
    ],
    { where: 'host-root', user: 'root', cwd: '/', parent: 'su' },
  ],
  [
    'a jail',
    [
      process(5, 2, 'bash', [...root, `t ${mark}`], 8),
      process(8, 5, 'bash', ['u 0 root', 'l cwd /lab/chroot/etc', 'l root /lab/chroot']),
    ],
    { where: 'chroot', root: '/lab/chroot', cwd: '/etc' },
  ],
  [
    'a container',
    [
      process(5, 2, 'bash', [...root, `t ${mark}`], 8),
      process(8, 5, 'docker', [...root, 'l exe /usr/bin/docker', `a ${Buffer.from('docker\nattach\nweb').toString('base64')}`]),
    ],
    { where: 'container', container: 'web' },
  ],
])('%s is told by its processes', (_what, lines, wanted) => {
  // Of somebody else, beside it.
  const other = process(50, 2, 'bash', ['u 0 root', 'l cwd /tmp', 'l root /', 't 0123456789abcdef']);
  expect(sessionsIn([terminal], parseTerminalProcesses([...lines, other].join('\n')))).toMatchObject([
    { terminalId: id, ...wanted },
  ]);
});

test('a terminal whose processes cannot be told has no session, and one in a container has', () => {
  expect(sessionsIn([terminal], parseTerminalProcesses(process(5, 2, 'bash', root)))).toEqual([]);
  for (const kind of ['exec', 'attach'] as const)
    expect(sessionsIn([{ ...terminal, kind, containerName: 'web' } as TerminalDto], [])).toMatchObject([
      { where: 'container', container: 'web' },
    ]);
});
