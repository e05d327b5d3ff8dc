import { expect, test } from 'vitest';
import { createBus } from '@/lib/gateways/bus/bus';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { AppError } from '@/lib/core/errors';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { LayersProgress } from '@/lib/shared/jobs';
import type { NodeState } from '@/lib/shared/nodes';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { pullOnNode } from './pull-on-node';

const mib = 1024 * 1024;
const bus = createBus((error) => {
  throw error;
});

/** A node with so much room in Docker's directory, on which one pull after the other comes to one of these ends. */
function pulling(ends: Array<ErrorCode | 'done'>, { availableBytes = null, awayMs = 60_000, layers = [] }: Given = {}) {
  const node = { state: 'ready' as NodeState, pulls: 0 };
  const fleet = {
    status: () => ({ state: node.state, docker: { rootDir: '/var/lib/docker' } }) as NodeStatus,
    ssh: async () => {
      if (availableBytes === null) throw new AppError('node_lost');
      return { statFileSystem: async () => ({ usedBytes: 0, availableBytes }) } as unknown as SshConnection;
    },
  } satisfies Pick<Fleet, 'status' | 'ssh'>;
  const images = {
    async pull(_image: string, onProgress: (progress: LayersProgress) => void) {
      const end = ends[Math.min(node.pulls++, ends.length - 1)] as ErrorCode | 'done';
      onProgress({ kind: 'layers', message: `pull ${node.pulls}`, layers });
      if (end === 'done') return;
      if (end === 'node_lost') node.state = 'unreachable';
      throw new AppError(end, { detail: 'of Docker' });
    },
  };
  const engine = async () => ({ images }) as unknown as DockerEngine;
  const told: LayersProgress[] = [];
  const abort = new AbortController();
  /** The node is back. */
  const back = (state: NodeState = 'ready') => {
    node.state = state;
    bus.publish('node.changed', { nodeId: 'node0', name: 'node0', state, topics: ['state'], revision: 1 });
  };
  const report = (progress: LayersProgress) => told.push(progress);
  const ended = pullOnNode(
    { fleet: fleet as unknown as Fleet, bus },
    { id: 'node0', engine },
    'ubuntu',
    report,
    abort.signal,
    null,
    {
      awayMs,
      random: () => 0,
    },
  ).then(
    () => 'done',
    (error: AppError) => error,
  );
  return { node, told, back, abort, ended };
}
interface Given {
  availableBytes?: number | null;
  awayMs?: number;
  layers?: LayersProgress['layers'];
}

test.each(['registry_unreachable', 'registry_error', 'image_not_in_mirror'] as const)(
  'a pull that ends in %s with a full disk says that the disk is full, in the words of Docker',
  async (code) => {
    const toldAs = (availableBytes: number | null) => pulling([code], { availableBytes }).ended;
    expect(await toldAs(16 * mib - 1)).toMatchObject({ code: 'disk_full', detail: 'of Docker' });
    expect(await toldAs(16 * mib)).toMatchObject({ code });
    expect(await toldAs(null)).toMatchObject({ code });
    // Docker has removed what it had downloaded.
    const layers = [{ id: 'a', phase: 'downloading' as const, currentBytes: 1, totalBytes: 40 * mib }];
    expect(await pulling([code], { availableBytes: 40 * mib - 1, layers }).ended).toMatchObject({ code: 'disk_full' });
    expect(await pulling([code], { availableBytes: 40 * mib, layers }).ended).toMatchObject({ code });
  },
);

test('what has nothing to do with room stays as it is', async () => {
  expect(await pulling(['image_platform'], { availableBytes: 0 }).ended).toMatchObject({ code: 'image_platform' });
});

test('a pull that is cut says so, and goes on when its node is back', async () => {
  const { node, told, back, ended } = pulling(['node_lost', 'node_lost', 'done']);
  for (const pull of [1, 2]) {
    await expect.poll(() => told.at(-1)).toEqual({ kind: 'layers', message: `pull ${pull}`, layers: [], isCut: true });
    expect(node.pulls).toBe(pull);
    back('docker_down');
    back();
  }
  expect(await ended).toBe('done');
  expect(told.at(-1)).toEqual({ kind: 'layers', message: 'pull 3', layers: [] });
});

test('it is not begun again on a node that nobody tries to reach, that does not come back, or after somebody cancelled it', async () => {
  const changed = pulling(['node_lost']);
  await expect.poll(() => changed.told.at(-1)?.isCut).toBe(true);
  changed.back('host_key_changed');
  expect(await changed.ended).toMatchObject({ code: 'node_lost' });
  expect(await pulling(['node_lost'], { awayMs: 1 }).ended).toMatchObject({ code: 'node_lost' });
  const cancelled = pulling(['node_lost']);
  await expect.poll(() => cancelled.told.at(-1)?.isCut).toBe(true);
  cancelled.abort.abort();
  expect(await cancelled.ended).toMatchObject({ code: 'cancelled' });
  for (const { node } of [changed, cancelled]) expect(node.pulls).toBe(1);
});

test('one that is cut again and again ends', async () => {
  const { node, ended } = pulling(['docker_down']);
  expect(await ended).toMatchObject({ code: 'docker_down' });
  expect(node.pulls).toBe(11);
}, 20_000);
