import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { JobLayer } from '@/lib/shared/jobs';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { type ClassPull, createClassPull } from './class-pull';
import { classPullName } from './class-pull-name';

const digest = `sha256:${'d'.repeat(64)}`;
const repository = 'localhost:5000/class-pull/docker.io/library/x';
const layer: JobLayer = { id: 'l', phase: 'complete', currentBytes: 5, totalBytes: 5 };
let panel: ApiPanel;
let ctx: Ctx;
let pull: ClassPull;
/** What reached Docker, `<node> <verb> <image>`. */
let did: string[];
/** By the same words, once. */
let trouble: Map<string, ErrorCode>;
let hold: PromiseWithResolvers<void> | null;
let forward: 'forwarding' | 'refused';
/** Images that each node has besides. */
let others: Array<{ digests: string[]; tags: string[] }>;
beforeEach(async () => {
  panel = await startApiPanel();
  did = [];
  trouble = new Map();
  hold = null;
  forward = 'forwarding';
  others = [];
  const tags = new Map<string, Set<string>>();
  const fleet = createFleetDouble({
    engine: (nodeId) => {
      const has = tags.get(nodeId) ?? new Set<string>();
      tags.set(nodeId, has);
      const say = (verb: string, image: string) => {
        const line = `${nodeId.replace(/0+$/, '') || nodeId} ${verb} ${image}`;
        did.push(line);
        const code = trouble.get(line);
        trouble.delete(line);
        if (code) throw new AppError(code);
      };
      return {
        images: {
          async pull(image, report) {
            await hold?.promise;
            say('pull', image);
            report({ kind: 'layers', message: null, layers: [layer] });
            has.add(image);
          },
          push: async (image) => say('push', image),
          list: async () => [...others, { digests: [`${repository}@${digest}`], tags: [...has] }] as never,
          inspect: async (image) => {
            if (!has.has(image)) throw new AppError('image_not_found');
            return {} as never;
          },
          async tag(image, name) {
            say('tag', `${image} ${name}`);
            has.add(name);
          },
          async remove(image) {
            say('remove', image);
            has.delete(image);
            return { untagged: [], deleted: [] };
          },
        },
      };
    },
  });
  panel.runtime.fleet = { ...fleet, status: (id) => ({ ...fleet.status(id), registryForward: forward }) };
  ctx = await panel.as('instructor');
  pull = createClassPull(ctx, idOf('classa'));
});
afterEach(() => panel.stop());

const a = idOf('nodea');
const b = idOf('nodeb');
const never = new AbortController().signal;
async function on(id: string, ref = 'x', signal = never) {
  const layers: JobLayer[] = [];
  const engine = () => ctx.fleet.engine(id);
  const report = (_command: string, now: readonly JobLayer[]) => void layers.push(...now);
  return { commands: await pull.pull({ id, engine, signal, report }, ref), layers };
}

test('one node fetches it from outside, the others have it from the registry by its digest and under its name', async () => {
  const [first, second] = await Promise.all([on(a), on(b)]);
  expect(did).toEqual([
    'nodea pull x',
    `nodea tag x ${repository}:latest`,
    `nodea push ${repository}:latest`,
    `nodea remove ${repository}:latest`,
    `nodeb pull ${repository}@${digest}`,
    `nodeb tag ${repository}@${digest} x`,
    `nodeb remove ${repository}@${digest}`,
  ]);
  expect(first).toEqual({ commands: ['docker pull x', `docker push ${repository}`], layers: [{ ...layer, outside: true }] });
  expect(second).toEqual({
    commands: [`docker pull ${repository}@${digest}`, `docker tag ${repository}@${digest} x`],
    layers: [layer],
  });
});

test('the digest that is spread is that of the image which was pushed, whatever else of that repository the node has', async () => {
  others = [{ digests: [`${repository}@sha256:${'e'.repeat(64)}`], tags: [`${repository}:other`] }];
  await Promise.all([on(a), on(b)]);
  expect(did).toContain(`nodeb pull ${repository}@${digest}`);
});

test('a node that cannot fetch is followed by another; what is wrong with the image is so for all', async () => {
  trouble.set('nodea pull x', 'disk_full');
  const both = await Promise.allSettled([on(a), on(b)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(did).toContain('nodeb pull x');
  trouble.set('nodea pull y', 'image_not_found');
  const none = await Promise.allSettled([on(a, 'y'), on(b, 'y')]);
  expect(none).toMatchObject([{ reason: { code: 'image_not_found' } }, { reason: { code: 'image_not_found' } }]);
  expect(did).not.toContain('nodeb pull y');
});

test.each<[string, () => void]>([
  ['that takes no push', () => trouble.set(`nodea push ${repository}:latest`, 'registry_push_denied')],
  ['that nodes do not reach', () => (forward = 'refused')],
])('with a registry %s each node pulls by itself', async (_which, spoil) => {
  spoil();
  await Promise.all([on(a), on(b)]);
  expect(did.filter((line) => line.includes(' pull '))).toEqual(['nodea pull x', 'nodeb pull x']);
});

test('a node of another platform pulls by itself; any other trouble with the registry is its own', async () => {
  await on(a);
  trouble.set(`nodeb pull ${repository}@${digest}`, 'image_platform');
  await on(b);
  expect(did).toContain('nodeb pull x');
  trouble.set(`nodec pull ${repository}@${digest}`, 'registry_unreachable');
  await expect(on(idOf('nodec'))).rejects.toMatchObject({ code: 'registry_unreachable' });
});

test('images of the registry itself, and digests, are pulled as they are', async () => {
  for (const ref of ['localhost:5000/x/y', `x@${digest}`]) expect((await on(a, ref)).commands).toEqual([`docker pull ${ref}`]);
  expect(did.filter((line) => line.includes('push'))).toEqual([]);
});

test('whoever waits for the node that fetches can be cancelled alone', async () => {
  hold = Promise.withResolvers();
  const abort = new AbortController();
  const first = on(a);
  const waiting = on(b, 'x', abort.signal);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  hold.resolve();
  expect((await first).commands).toHaveLength(2);
});

test.each([
  ['x', 'class-pull/docker.io/library/x', 'latest'],
  ['team/x:1', 'class-pull/docker.io/team/x', '1'],
  ['10.0.0.1:5000/a/b:2', 'class-pull/10.0.0.1_5000/a/b', '2'],
])('%s is %s there', (ref, name, tag) => {
  expect(classPullName(ref)).toEqual({ repository: name, tag });
});
