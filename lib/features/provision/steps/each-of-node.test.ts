import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { webContainer } from '@/lib/testing/fleet-double';
import type { Did, StepNode } from '../step';
import { containersControl } from './containers-control';
import { imagesRemove } from './images-remove';

const id = (letter: string): string => letter.repeat(64);
const rows = [
  { ...webContainer, id: id('a'), name: 'web' },
  { ...webContainer, id: id('b'), name: 'db', state: 'exited' as const },
  // Its id begins with the name of another one.
  { ...webContainer, id: id('c'), name: 'ccc' },
  { ...webContainer, id: id('d'), name: 'c' },
];
const images = [
  { id: `sha256:${id('1')}`, tags: ['img:1', 'img:2'] },
  { id: `sha256:${id('2')}`, tags: ['other:1'] },
];

/** A node that notes what is done to it. @param trouble what goes wrong, by the thing it is done to */
function nodeOf(trouble: Record<string, ErrorCode> = {}) {
  const done: string[] = [];
  const verb = (name: string) => async (ref: string) => {
    const code = trouble[ref];
    if (code) throw new AppError(code, { detail: 'Docker said so' });
    done.push(`${name} ${ref.slice(0, 8)}`);
  };
  const containers = {
    list: async () => rows,
    start: verb('start'),
    stop: verb('stop'),
    restart: verb('restart'),
    remove: verb('rm'),
  };
  const engine = {
    containers,
    images: {
      list: async () => images,
      about: async (ref: string) => images.find((image) => image.id === ref),
      remove: async (ref: string) => {
        await verb('rmi')(ref);
        return { untagged: [ref], deleted: [] };
      },
    },
  } as unknown as DockerEngine;
  const signal = new AbortController();
  const node = { name: 'node0', engine: async () => engine, signal: signal.signal } as unknown as StepNode;
  return { node, done, signal };
}
const control = (action: 'start' | 'stop' | 'restart' | 'remove', ...refs: string[]) =>
  containersControl({ action, byNode: { node0: refs, node1: ['web'] } });
const report = () => {};

test('only what is not so yet is done, and a plan says it as commands', async () => {
  const { node, done } = nodeOf();
  const stop = control('stop', id('a').slice(0, 12), 'db');
  expect(await stop.plan(node)).toEqual(['docker stop web']);
  expect(await stop.apply(node, report)).toEqual({ detail: 'docker stop web', isPartial: false });
  expect(done).toEqual(['stop aaaaaaaa']);
  expect(await control('stop', 'db').check(node)).toMatchObject({ ok: true });
  expect(await control('start', 'web').check(node)).toMatchObject({ ok: true });
  expect(await control('restart', 'web').check(node)).toMatchObject({ ok: false });
  expect(await control('remove', 'nobody').check(node)).toMatchObject({ ok: true });
});

test('a name is a name, though the id of another container begins with it', async () => {
  const { node, done } = nodeOf();
  await control('remove', 'c').apply(node, report);
  expect(done).toEqual(['rm dddddddd']);
});

test('one that fails keeps no other back, and all that failed are named', async () => {
  const { node, done } = nodeOf({ [id('a')]: 'port_taken' });
  const told: string[] = [];
  await expect(control('restart', 'web', 'nobody', 'db').apply(node, (detail) => void told.push(detail))).rejects.toMatchObject({
    code: 'port_taken',
    detail: 'docker restart web: Docker said so',
  });
  expect(done).toEqual(['restart bbbbbbbb']);
  expect(told.at(-1)).toBe('docker restart nobody: no such container\ndocker restart db');
});

test.each(['start', 'stop', 'restart'] as const)(
  'of containers to %s one that is gone is named, and the others are done',
  async (action) => {
    const before = nodeOf();
    const names = { [id('9').slice(0, 12)]: 'gone', [id('a').slice(0, 12)]: 'was' };
    const refs = ['web', 'db', id('9').slice(0, 12)];
    const step = containersControl({ action, byNode: { node0: refs }, names });
    const did = (await step.apply(before.node, report)) as Did;
    expect(did.isPartial).toBe(true);
    expect(did.detail).toContain(`docker ${action} gone: no such container`);
    expect(before.done).toHaveLength(action === 'restart' ? 2 : 1);
    expect(await step.plan(before.node)).toContain(`docker ${action} gone: no such container`);

    // It goes after the list was read.
    const meanwhile = nodeOf({ [id('a')]: 'container_not_found', [id('b')]: 'container_not_found' });
    const last = (await control(action, 'web', 'db', 'ccc', 'c').apply(meanwhile.node, report)) as Did;
    expect(last.isPartial).toBe(true);
    expect(last.detail).toContain(': no such container');
    expect(meanwhile.done).toHaveLength(action === 'start' ? 0 : 2);

    expect(await control(action, 'nobody').check(before.node)).toEqual({
      ...{ ok: true, detail: `docker ${action} nobody: no such container`, isPartial: true },
    });
  },
);

test('a removal has nothing to say of what is gone already', async () => {
  const { node, done } = nodeOf();
  expect(await control('remove', 'nobody').check(node)).toEqual({ ok: true, detail: '', isPartial: false });
  expect(await control('remove', 'nobody', 'web').apply(node, report)).toEqual({ detail: 'docker rm -f web', isPartial: false });
  expect(done).toEqual(['rm aaaaaaaa']);
});

test('what is wrong with the node is no failure of a container, and one that went by itself is removed', async () => {
  const lost = nodeOf({ [id('a')]: 'node_lost' });
  await expect(control('remove', 'web', 'db').apply(lost.node, report)).rejects.toMatchObject({
    code: 'node_lost',
    detail: 'Docker said so',
  });
  const gone = nodeOf({ [id('a')]: 'container_not_found' });
  expect(await control('remove', 'web').apply(gone.node, report)).toEqual({ detail: 'docker rm -f web', isPartial: false });
});

test('nothing is begun after a cancel', async () => {
  const { node, done, signal } = nodeOf();
  signal.abort();
  await expect(control('restart', 'web').apply(node, report)).rejects.toMatchObject({ code: 'cancelled' });
  expect(done).toEqual([]);
});

test('an image goes with all of its tags; one that a container uses stays and is named', async () => {
  const remove = imagesRemove({ byNode: { node0: [images[0]?.id.slice(0, 19) ?? '', 'other:1'] } });
  const { node, done } = nodeOf({ 'other:1': 'image_in_use' });
  expect(await remove.plan(node)).toEqual(['docker rmi img:1 img:2', 'docker rmi other:1']);
  await expect(remove.apply(node, report)).rejects.toMatchObject({ code: 'image_in_use' });
  expect(done).toEqual(['rmi img:1', 'rmi img:2', `rmi sha256:1`]);
  expect(await imagesRemove({ byNode: { node1: ['img:1'] } }).check(node)).toMatchObject({ ok: true });
});
