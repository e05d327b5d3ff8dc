import { expect, type Page, test } from '@playwright/test';
import { enter, expectAccessible, expectFitsPhone, picture } from './journeys';
import { panel } from './panel';

const headers = { origin: panel.origin };
const api = (path: string): string => `${panel.origin}/api/v1${path}`;
const nodes = ['node0', 'node1'];
const names = ['sweep1', 'sweep2'];

/** Two containers on each of two nodes, and nothing of an earlier run. */
async function prepare(page: Page): Promise<void> {
  for (const node of nodes) {
    const pull = await page.request.post(api(`/nodes/${node}/images/pull`), { headers, data: { image: 'ubuntu' } });
    const { id } = await pull.json();
    await expect.poll(async () => (await (await page.request.get(api(`/jobs/${id}`))).json()).state).toBe('done');
    for (const name of names) {
      await page.request.delete(api(`/nodes/${node}/containers/${name}?force=true`), { headers });
      const data = { image: 'ubuntu', name, command: ['sleep', '1000'] };
      expect((await page.request.post(api(`/nodes/${node}/containers`), { headers, data })).status()).toBe(201);
    }
  }
}

test('an instructor sees the containers of all nodes change, and removes what is selected on them as one operation', async ({
  page,
}) => {
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  await prepare(page);
  const { items } = await (await page.request.get(api('/nodes?limit=200'))).json();
  const { classId } = items.find(({ name }: { name: string }) => name === 'node0');
  await page.goto(`${panel.origin}/classes/${classId}`);
  await page.getByRole('navigation', { name: 'Pages of demo' }).getByRole('link', { name: 'Containers' }).click();
  await expect(page.getByRole('heading', { name: 'Containers', level: 1 })).toBeVisible();
  const box = (name: string, node: string) => page.getByRole('checkbox', { name: `Select ${name} on ${node}` });
  const row = (name: string, node: string) => page.getByRole('row').filter({ has: box(name, node) });
  for (const node of nodes) for (const name of names) await expect(row(name, node)).toContainText('running');
  // As one who uses the keyboard alone.
  await page.keyboard.press('/');
  await page.keyboard.type('sweep');
  await expect(page).toHaveURL(/[?&]q=sweep/);
  await page.request.post(api('/nodes/node1/containers/sweep1/stop'), { headers });
  await expect(row('sweep1', 'node1')).toContainText(/exited|killed/);
  await expect(page.getByText('2 containers, 1 running, 1 exited')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'class-containers');
  await expectFitsPhone(page, 'class containers');
  await picture(page, 'class-containers-390');
  await page.setViewportSize({ width: 1440, height: 900 });

  const fold = page.getByRole('button', { name: 'node1', exact: true });
  await fold.press('Enter');
  await expect(box('sweep1', 'node1')).toBeHidden();
  await page.getByRole('checkbox', { name: 'Select all shown' }).press('Space');
  await expect(page.getByText('4 selected on 2 nodes')).toBeVisible();
  await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('every file that was written in these containers');
  await expect(dialog).toContainText('docker rm -f sweep1 sweep2');
  await expectAccessible(page);
  await picture(page, 'class-containers-remove');
  await dialog.getByRole('button', { name: 'Remove' }).press('Enter');
  const result = page.getByRole('region', { name: 'Container action' });
  await expect(result).toContainText('2 of 2 nodes done');
  for (const node of nodes) await expect(box('sweep1', node)).toHaveCount(0);
});
