import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiPanel, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { getFileText, lookAtFile, saveFileText } from './container-files';
import { downloadFile, uploadFile } from './transfer-files';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const web = { node: 'node0', container: 'web' };
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const version = hashOf('hello\n');
const text = (given: string) => new TextEncoder().encode(given);

test('which file was changed, sent or fetched is in the audit log, and nothing of what is in it', async () => {
  const ctx = await panel.as('own');
  await saveFileText(ctx, { ...web, path: '/hello.txt', version, text: text('a secret') });
  const content = new Blob(['a secret']).stream();
  await uploadFile(ctx, { ...web, path: '/srv/new', sizeBytes: 8, replace: false, content });
  const signal = new AbortController().signal;
  const { stream } = await downloadFile(ctx, { ...web, path: '/hello.txt', signal });
  expect(await new Response(stream).text()).toBe('hello\n');
  const where = { action: { startsWith: 'container.' } };
  const lines = await panel.runtime.db.auditEntry.findMany({ where, orderBy: { at: 'asc' } });
  expect(lines.map(({ action, target, detail }) => [action, target, JSON.parse(detail ?? 'null')])).toEqual([
    ['container.edit-file', `container:${idOf('node0')}/web`, { path: '/hello.txt' }],
    ['container.upload', `container:${idOf('node0')}/web`, { path: '/srv/new', sizeBytes: 8 }],
    ['container.download', `container:${idOf('node0')}/web`, { path: '/hello.txt' }],
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('what was not written is not in the audit log as done', async () => {
  const ctx = await panel.as('own');
  const stale = { ...web, path: '/hello.txt', version: hashOf('another'), text: text('x') };
  await expect(saveFileText(ctx, stale)).rejects.toMatchObject({ code: 'file_changed' });
  const content = () => new Blob(['x']).stream();
  const there = { ...web, path: '/hello.txt', sizeBytes: 1, replace: false, content: content() };
  await expect(uploadFile(ctx, there)).rejects.toMatchObject({ code: 'file_exists' });
  for (const path of ['/srv', '/']) {
    const onDirectory = { ...there, path, replace: true, content: content() };
    await expect(uploadFile(ctx, onDirectory)).rejects.toMatchObject({ code: 'file_not_regular' });
  }
  const nowhere = { ...there, path: '/none/x', content: content() };
  await expect(uploadFile(ctx, nowhere)).rejects.toMatchObject({ code: 'file_not_found' });
  expect(panel.touched.filter((line) => line.includes('files.write'))).toEqual([]);
  expect(await panel.runtime.db.auditEntry.findMany({ where: { action: { startsWith: 'container.' } } })).toEqual([]);
});

test('a replaced file keeps its permissions and its owner', async () => {
  const ctx = await panel.as('own');
  const content = new Blob(['x']).stream();
  await uploadFile(ctx, { ...web, path: '/hello.txt', sizeBytes: 1, replace: true, content });
  expect(panel.touched.find((line) => line.includes('files.write'))).toContain('"mode":420,"uid":0,"gid":0,"size":1');
});

test('a link is followed once, since Docker has followed all of them; where it leads nowhere, nothing is there', async () => {
  const about = { mode: 0o777, sizeBytes: 0, mtimeMs: 0 };
  const stat = async (_ref: string, path: string) =>
    path === '/link'
      ? { ...about, type: 'link' as const, target: '/etc' }
      : path === '/etc'
        ? { ...about, type: 'directory' as const, target: null }
        : path === '/loop'
          ? { ...about, type: 'link' as const, target: '/loop' }
          : null;
  const ctx = await panel.as('own', { fleet: createFleetDouble({ engine: () => ({ files: { stat } }) }) });
  expect(await lookAtFile(ctx, { ...web, path: '/link' })).toMatchObject({
    ...{ path: '/etc', type: 'directory', total: 1, isComplete: true },
    items: [{ name: 'hello.txt', isText: true, type: 'file', mode: 0o644 }],
  });
  await expect(lookAtFile(ctx, { ...web, path: '/loop' })).rejects.toMatchObject({ code: 'file_not_found' });
  expect(await getFileText(ctx, { ...web, path: '/etc' })).toMatchObject({ text: 'hello\n', version, notShown: null });
});
