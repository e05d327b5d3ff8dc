import { expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { pullOnNode } from './pull-on-node';

const mib = 1024 * 1024;

/** What a pull that Docker says failed for this reason is told as, with so much room in Docker's directory. */
async function toldAs(code: ErrorCode, availableBytes: number | null): Promise<unknown> {
  const fleet = {
    status: () => ({ docker: { rootDir: '/var/lib/docker' } }) as NodeStatus,
    ssh: async () => {
      if (availableBytes === null) throw new AppError('node_lost');
      return { statFileSystem: async () => ({ usedBytes: 0, availableBytes }) } as unknown as SshConnection;
    },
  } satisfies Pick<Fleet, 'status' | 'ssh'>;
  const engine = {
    images: { pull: () => Promise.reject(new AppError(code, { detail: 'of Docker' })) },
  } as unknown as DockerEngine;
  return pullOnNode(fleet, { id: 'node0', engine }, 'ubuntu', () => {}, new AbortController().signal).catch(
    (error: unknown) => error,
  );
}

test.each(['registry_unreachable', 'registry_error', 'image_not_in_mirror'] as const)(
  'a pull that ends in %s with a full disk says that the disk is full, in the words of Docker',
  async (code) => {
    expect(await toldAs(code, 16 * mib - 1)).toMatchObject({ code: 'disk_full', detail: 'of Docker' });
    expect(await toldAs(code, 16 * mib)).toMatchObject({ code });
    expect(await toldAs(code, null)).toMatchObject({ code });
  },
);

test('what has nothing to do with room stays as it is', async () => {
  expect(await toldAs('image_platform', 0)).toMatchObject({ code: 'image_platform' });
});
