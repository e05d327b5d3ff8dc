import { expect, test } from 'vitest';
import { isThere, placeOf } from './place';

const host = { kind: 'host', loginUser: 'ubuntu', containerName: null, containerId: null } as const;
const exec = { kind: 'exec', loginUser: null, containerName: 'web', containerId: 'f'.repeat(64) } as const;
const containers = [{ id: `4fc4682896c2${'0'.repeat(52)}`, name: 'myubuntu' }];
const at = (prompt: string | null, terminal: Parameters<typeof placeOf>[0] = host) => placeOf(terminal, prompt, containers);

test('a prompt says who is where', () => {
  expect(at('root@node0:/# ')).toEqual({ in: 'host', user: 'root', container: null });
  expect(at('ubuntu@node0:~$ ')).toEqual({ in: 'host', user: 'ubuntu', container: null });
  expect(at('root@4fc4682896c2:/# ')).toEqual({ in: 'container', user: 'root', container: 'myubuntu' });
  expect(at('root@000000000000:/# ')).toMatchObject({ in: 'container', container: null });
  expect(at('bash-5.2# ')).toMatchObject({ in: 'chroot', user: 'root' });
  expect(at('/ # ')).toMatchObject({ in: 'container', user: 'root' });
});

test('without a prompt that says it, a terminal is where it was opened', () => {
  expect(at(null)).toEqual({ in: 'host', user: 'ubuntu', container: null });
  expect(at('> ')).toEqual({ in: 'host', user: 'ubuntu', container: null });
  expect(at('root@node0:/# ', exec)).toMatchObject({ in: 'container', container: 'web' });
  expect(at('root@node0:/# ', { ...exec, kind: 'attach' })).toMatchObject({ in: 'container', container: 'web' });
  expect(at(null, null)).toBeNull();
});

test.each([
  ['host-root', 'root@node0:/# ', true],
  ['host-root', 'ubuntu@node0:~$ ', false],
  ['host-root', 'root@4fc4682896c2:/# ', false],
  ['host-user', 'ubuntu@node0:~$ ', true],
  ['host-user', 'root@node0:/# ', false],
  ['chroot', 'bash-5.2# ', true],
  ['chroot', 'root@node0:/# ', false],
  ['container:myubuntu', 'root@4fc4682896c2:/# ', true],
  ['container:other', 'root@4fc4682896c2:/# ', false],
  ['container:myubuntu', 'root@node0:/# ', false],
  ['container:myubuntu', '/ # ', null],
])('%s at %s: %s', (where, prompt, is) => {
  expect(isThere(where, at(prompt))).toBe(is);
});

test('nobody is told to be elsewhere where nothing is known', () => {
  expect(isThere('host-root', null)).toBeNull();
  expect(isThere('host-root', { in: 'host', user: null, container: null })).toBeNull();
});
