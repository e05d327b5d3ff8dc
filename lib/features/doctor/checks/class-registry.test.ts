import { expect, test } from 'vitest';
import type { RegistryForward } from '@/lib/shared/class-registry';
import { about } from '@/lib/testing/examined-node';
import type { About, Subject } from '../check';
import { classRegistry } from './class-registry';

const concluded = (registry: About['registry'], forward: RegistryForward, code: string, sshd: string | null = null) =>
  classRegistry.conclude({ code, forward, sshd }, about({ registry, status: { registryForward: forward } }));

test.each([
  ['elsewhere', 'forwarding', '200', 'ok', 'class_registry_answers'],
  ['elsewhere', 'forwarding', '401', 'ok', 'class_registry_answers'],
  ['elsewhere', 'forwarding', '502', 'bad', 'class_registry_silent'],
  // Whoever has the port may be a registry too: it is not the class's.
  ['elsewhere', 'port_taken', '200', 'warn', 'class_registry_port_taken'],
  ['elsewhere', 'refused', '000', 'bad', 'class_registry_refused'],
  ['elsewhere', 'off', '000', 'bad', 'class_registry_off'],
  ['here', 'off', '200', 'ok', 'class_registry_here'],
  ['here', 'off', '000', 'bad', 'class_registry_down'],
] as const)('a registry %s, %s, /v2/ %s: %s %s', (registry, forward, code, state, reason) => {
  expect(concluded(registry, forward, code)).toMatchObject({ state, reason, evidence: `localhost:5000/v2/ ${code}` });
});

function subject(more: Partial<About>, asked: { sshd?: string; said?: string[] }): Subject {
  return {
    about: about(more),
    async ask(_command: string, options: { input?: string } = {}) {
      asked.said?.push(options.input ?? '');
      return '200\n';
    },
    askRoot: async () => asked.sshd ?? '',
    once: (_key: string, ask: () => unknown) => ask(),
  } as unknown as Subject;
}

test('a node of a class without one is asked nothing', async () => {
  const said: string[] = [];
  expect(await classRegistry.examine(subject({ registry: 'none' }, { said }))).toMatchObject({
    ...{ state: 'ok', reason: 'class_registry_none' },
  });
  expect(said).toEqual([]);
});

test('the node itself asks at localhost:5000', async () => {
  const said: string[] = [];
  const status = { registryForward: 'forwarding' as const };
  await classRegistry.examine(subject(about({ registry: 'elsewhere', status }), { said }));
  expect(said).toEqual(['http localhost 5000\n']);
});

test.each([
  ['allowtcpforwarding local\npermitlisten any\ndisableforwarding no', 'AllowTcpForwarding local'],
  ['AllowTcpForwarding yes\nPermitListen 8080\nDisableForwarding no', 'PermitListen 8080'],
  ['allowtcpforwarding yes\npermitlisten any\ndisableforwarding yes', 'DisableForwarding yes'],
])('where sshd refuses, its settings are named', async (settings, evidence) => {
  const status = { registryForward: 'refused' as const };
  const sshd = `@root\nmaxsessions 10\n@ubuntu\nmaxsessions 10\n${settings}\n`;
  const found = await classRegistry.examine(subject(about({ registry: 'elsewhere', status }), { sshd }));
  expect(found).toMatchObject({ reason: 'class_registry_refused', evidence });
});
