import { type Browser, expect, test } from '@playwright/test';
import { labOf } from '@/lab/lab';
import { enter, expectAccessible, expectFitsPhone, openTerminal, picture, type } from './journeys';
import { panel } from './panel';

/**
 * The repository of the student, by its staff: its image is pulled on nodes of the class, and a tag that came after the dialog named what
 * goes is not deleted unseen.
 */
async function pullAndDeleteAsStaff(browser: Browser, classId: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await enter(page, 'instructor@berth.demo', `/classes/${classId}/registry`);
  const tag = 'localhost:5000/student0/box:1';
  await page.getByRole('link', { name: `Pull ${tag} on nodes of the class` }).click();
  await expect(page.getByRole('textbox', { name: 'Images' })).toHaveValue(tag);
  await page.getByRole('button', { name: 'Start' }).click();
  const card = page.getByRole('region', { name: 'Image pull' });
  await expect(card).toContainText('2 of 2 nodes done');
  await page.goBack();
  await page.getByRole('button', { name: `Delete ${tag}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveText([tag]);
  await picture(page, 'registry-delete');

  // As somebody on a terminal pushes it meanwhile.
  const lab = await labOf(panel.name);
  const manifests = `http://${lab?.registry.host}:${lab?.registry.port}/v2/student0/box/manifests`;
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const body = await (await fetch(`${manifests}/1`, { headers: { accept: type } })).text();
  const put = await fetch(`${manifests}/2`, { method: 'PUT', headers: { 'content-type': type }, body });
  expect(put.status).toBe(201);
  await dialog.getByRole('button', { name: 'Delete 1 tag' }).click();
  await expect(dialog).toContainText('so nothing was deleted');
  await expect(dialog.getByRole('listitem')).toHaveText([tag, 'localhost:5000/student0/box:2']);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete 2 tags' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: `Delete ${tag}` })).toHaveCount(0);
  await context.close();
}

test('a student tags an image by click and pushes it to the class registry, and a tag that is typed appears on its page', async ({
  page,
  context,
  browser,
}) => {
  await enter(page, 'student0@berth.demo', '/nodes/node0/images');
  const api = `${panel.origin}/api/v1`;
  const headers = { origin: panel.origin };
  const pull = await page.request.post(`${api}/nodes/node0/images/pull`, { headers, data: { image: 'busybox' } });
  const { id } = await pull.json();
  await expect.poll(async () => (await (await page.request.get(`${api}/jobs/${id}`)).json()).state).toBe('done');
  const menu = async (item: string) => {
    await page.getByRole('button', { name: 'More for ' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  await page.getByRole('link', { name: 'busybox:latest', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'busybox:latest' })).toBeVisible();
  await menu('Tag …');
  await page.getByRole('textbox', { name: 'Tag' }).fill('Not a name');
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await expect(page.getByText('This is not a valid image name.')).toBeVisible();
  const tag = 'localhost:5000/student0/box:1';
  await page.getByRole('textbox', { name: 'Tag' }).fill(tag);
  await expect(page.getByText(`docker tag busybox:latest ${tag}`)).toBeVisible();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  const facts = page.getByRole('main').locator('dl');
  await expect(facts).toContainText(tag);

  await menu('Push …');
  await expect(page.getByRole('dialog').getByText(`docker push ${tag}`)).toBeVisible();
  await picture(page, 'image-push');
  await page.getByRole('button', { name: 'Push', exact: true }).click();
  await expect(facts).toContainText('localhost:5000/student0/box@sha256:');

  // The class's registry has it, says who pushed it, and gives it back.
  const { items: nodes } = await (await page.request.get(`${api}/nodes`)).json();
  const registry = await context.newPage();
  await registry.goto(`${panel.origin}/classes/${nodes[0].classId}/registry`);
  const row = registry.getByRole('row').filter({ hasText: 'student0/box:1' });
  await expect(row).toContainText('Student 0');
  await row.getByRole('button', { name: `of ${tag}` }).click();
  await expect(registry.getByRole('list', { name: `Layers of ${tag}` }).getByRole('listitem')).not.toHaveCount(0);
  await expectAccessible(registry);
  await picture(registry, 'class-registry');
  await row.getByRole('button', { name: `Pull ${tag} on node0` }).click();
  await expect(registry.getByText(`Pull of ${tag} on node0 started.`)).toBeVisible();
  await expect(registry.getByRole('button', { name: /^Delete / })).toHaveCount(0);
  await expectFitsPhone(registry);
  await picture(registry, 'class-registry-phone');
  await registry.close();
  await pullAndDeleteAsStaff(browser, nodes[0].classId);

  const shell = await context.newPage();
  const screen = await openTerminal(shell, 'node0');
  await expect(screen).toContainText('root@node0');
  await type(shell, 'docker tag busybox typed:2');
  await expect(facts).toContainText('typed:2');
  await expectAccessible(page);
  await picture(page, 'image-overview');

  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('table', { name: /History of / }).getByRole('row')).not.toHaveCount(0);
  await expectFitsPhone(page);
  await picture(page, 'image-history-phone');
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('navigation', { name: 'Parts of busybox:latest' }).getByRole('link', { name: 'Inspect' }).click();
  await page.getByRole('searchbox', { name: 'Search keys and values' }).fill('architecture');
  await expect(page.getByText(/^Architecture:/)).toBeVisible();
  await expect(page.getByText('docker image inspect busybox:latest', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'image-inspect');

  // Out as a file, and in again on a node that has it no longer.
  await page.getByRole('navigation', { name: 'Parts of busybox:latest' }).getByRole('link', { name: 'Overview' }).click();
  await menu('Save as a file …');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await coming).path();
  await page.getByRole('button', { name: /^Remove (?!tag)/ }).click();
  await page.getByRole('radio', { name: 'the image, with all its tags' }).check();
  await page.getByRole('button', { name: 'Remove image' }).click();
  await expect(page.getByText('There is no image')).toBeVisible();
  await page.getByRole('link', { name: 'Images', exact: true }).first().click();
  await page.getByRole('button', { name: 'Load from a file …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'no.tar', mimeType: '', buffer: Buffer.alloc(100_000, 'x') });
  await dialog.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(dialog.getByText('This is not an archive of images.')).toBeVisible();
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(page.getByText('Loaded: ')).toBeVisible();

  await page.getByRole('button', { name: 'Remove unused …' }).click();
  await page.getByRole('radio', { name: 'all without a container' }).check();
  await expect(dialog.getByText(/this frees .*B:/)).toBeVisible();
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  await picture(page, 'image-prune');
  await page.keyboard.press('Escape');
  await type(shell, 'docker rmi busybox; docker images -q busybox | wc -l');
  await expect(screen).toContainText(/^0$/m);

  // One that is built in the page, first with a mistake.
  await page.getByRole('link', { name: 'Build …' }).click();
  await page.getByRole('button', { name: 'Dockerfile and files' }).click();
  await page.getByRole('textbox', { name: 'Dockerfile' }).fill('FROM busybox\nRUNN true\n');
  await page.getByRole('textbox', { name: 'Tag', exact: true }).fill('built:1');
  await expect(page.getByText('docker build -t built:1 .', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Line 2' })).toContainText('RUNN true');
  await page
    .getByRole('textbox', { name: 'Dockerfile' })
    .fill('FROM busybox\nCOPY note.txt /\nRUN echo said by step && cat /note.txt\n');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('a note') });
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  const builds = page.getByRole('region', { name: 'Builds on this node' });
  await expect(builds.getByRole('link', { name: 'Open image built:1' })).toBeVisible();
  const copied = builds.getByRole('listitem').filter({ hasText: 'COPY note.txt' });
  await expect(copied).toContainText(/Layer.*B/);
  // It is there after a reload, too.
  await page.reload();
  await expect(copied).toContainText(/Layer.*B/);
  await expectAccessible(page);
  await picture(page, 'image-build');
  await expectFitsPhone(page);
  await picture(page, 'image-build-phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Build cache …' }).click();
  await expect(dialog.getByText('docker builder prune')).toBeVisible();
  await expect(dialog.getByRole('status')).toBeVisible();
  await picture(page, 'image-build-cache');
  await page.keyboard.press('Escape');
  await builds.getByRole('link', { name: 'Open image built:1' }).click();
  await expect(page.getByRole('heading', { name: 'built:1', exact: true })).toBeVisible();
});
