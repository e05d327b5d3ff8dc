import { expect, test } from 'vitest';
import { type ContainerPrivilege, privilegesAsked } from './container-privileges';
import { inputText, isInputKey } from './input-texts';
import { parseRunLine } from './run-line';

/** Of each row of the table a line that asks for it. A row without its line here does not compile. */
const lines: Record<ContainerPrivilege, string> = {
  privileged: '--privileged',
  hostPath: '-v /etc:/mnt',
  capAdd: '--cap-add NET_ADMIN',
  device: '--device /dev/fuse',
  hostNetwork: '--network host',
  hostPid: '--pid host',
};
const asked = (flags: string) => privilegesAsked(parseRunLine(`docker run ${flags} ubuntu`)?.run ?? fail(flags));
const fail = (flags: string): never => {
  throw new Error(`not a line: ${flags}`);
};

test.each(Object.entries(lines))(
  '%s is found in a line that is typed, and has its reason in both languages',
  (privilege, flags) => {
    expect(asked(flags)).toMatchObject([{ privilege, flag: flags }]);
    expect(isInputKey(privilege)).toBe(true);
    if (isInputKey(privilege)) expect(inputText('ko', privilege)).not.toBe(inputText('en', privilege));
  },
);

test.each([
  '--net=host',
  '--pid=host',
  '--cap-add=ALL',
  '-v/:/x',
  '--volume=/var/run/docker.sock:/s:ro',
  '--device=/dev/sda:/dev/xvda:r',
])('another way to write it is found, too: %s', (flags) => {
  expect(asked(flags)).toHaveLength(1);
});

test.each(['-v data:/data', '-v /data', '--network lab', '--network container:web', '-m 64m', '--restart always'])(
  'what stays within Docker is none: %s',
  (flags) => {
    expect(asked(flags)).toEqual([]);
  },
);

test('what would reach the node by an option that the panel does not set is not held, and named', () => {
  const reaching = [
    '--security-opt seccomp=unconfined',
    '--ipc host',
    '--userns host',
    '--uts host',
    '--cgroupns host',
    '--gpus all',
  ];
  for (const flags of [...reaching, '--mount type=bind,source=/etc,target=/mnt', '--volumes-from other']) {
    const read = parseRunLine(`docker run ${flags} ubuntu`);
    expect(
      read?.notHeld.map(({ text }) => text),
      flags,
    ).toEqual([flags]);
  }
});
