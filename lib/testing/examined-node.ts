import type { About } from '@/lib/features/doctor/check';
import type { DockerFacts } from '@/lib/shared/nodes';

export const facts: DockerFacts = {
  ...{ version: '20.10.24', apiVersion: '1.41', store: 'overlay2', storageDriver: 'overlay2', rootDir: '/var/lib/docker' },
  ...{ os: 'Debian', kernel: '6.1', arch: 'x86_64', cpus: 2, memoryBytes: 2e9, hostname: 'node0' },
};

/** A node of a class, over a held connection, as `su` makes the panel root. */
export function about(more: Omit<Partial<About>, 'status'> & { status?: Partial<About['status']> } = {}): About {
  const { status, ...rest } = more;
  return {
    ...{ host: '10.0.3.10', port: 22, loginUser: 'ubuntu', connectedAs: 'login', credentialKind: 'password' },
    ...{ hostKey: null, rootLogin: 'none', rootLoginReason: null, registry: 'none', stages: null },
    ...rest,
    status: {
      ...{ state: 'ready', reason: null, access: { docker: 'su', root: 'su' }, transport: 'dial-stdio', docker: facts },
      registryForward: 'off',
      ...status,
    },
  };
}
