import { expect, test } from '@playwright/test';
import { enter, expectAccessible, openTerminal, picture, type } from './journeys';
import { panel } from './panel';

test('a student makes a volume by click, mounts it in a terminal, and removes what nobody uses', async ({ page, context }) => {
  await enter(page, 'student0@berth.demo', '/nodes/node0/volumes');
  const api = `${panel.origin}/api/v1/nodes/node0`;
  const headers = { origin: panel.origin };
  const pull = await page.request.post(`${api}/images/pull`, { headers, data: { image: 'busybox' } });
  const { id } = await pull.json();
  await expect.poll(async () => (await (await page.request.get(`${panel.origin}/api/v1/jobs/${id}`)).json()).state).toBe('done');

  await page.getByRole('button', { name: 'Create volume' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('x');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('At least two characters: letters, digits, _ . -')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('notes');
  await expect(page.getByText('docker volume create notes')).toBeVisible();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '/var/lib/docker/volumes/notes/_data' });
  await expect(row).toContainText('unused');

  const shell = await context.newPage();
  const screen = await openTerminal(shell, 'node0');
  await expect(screen).toContainText('root@node0');
  await type(shell, 'docker run -d --name writer -v notes:/notes -v /scratch busybox sleep 600');
  await expect(row.getByRole('link', { name: 'writer' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'volumes');

  // Whoever tries against that is told why, and nothing is lost.
  await row.getByRole('button', { name: 'Remove notes' }).click();
  await page.getByRole('button', { name: 'Remove volume' }).click();
  await expect(page.getByText('A container mounts this volume. Remove the container first.')).toBeVisible();
  await page.keyboard.press('Escape');

  await type(shell, 'docker rm -f writer');
  await expect(row).toContainText('unused');
  await page.getByRole('button', { name: 'Remove unused …' }).click();
  await expect(page.getByRole('dialog')).toContainText('Remove 2 unused volumes?');
  await picture(page, 'volumes-prune');
  await page.getByRole('button', { name: 'Remove volumes' }).click();
  await expect(page.getByText('No volumes on this node yet')).toBeVisible();
  await type(shell, 'docker rmi busybox; docker volume ls -q | wc -l');
  await expect(screen).toContainText(/^0$/m);
});
