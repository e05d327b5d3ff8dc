import { expect, type Page, test } from '@playwright/test';
import { enter, expectAccessible, expectFitsPhone, openTerminal, picture, type } from './journeys';
import { panel } from './panel';

test('a student makes a volume and a network by click, uses them in a terminal, and removes what nobody uses', async ({
  page,
  context,
}) => {
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
  await type(shell, 'docker volume create typed');
  const typed = page.getByRole('row').filter({ hasText: '/var/lib/docker/volumes/typed/_data' });
  await expect(typed).toContainText('Volume typed was created. · Student 0, in a terminal');
  await picture(page, 'volume-event');
  await type(shell, 'docker volume rm typed');
  await expect(typed).toHaveCount(0);
  await type(shell, 'docker run -d --name writer -v notes:/notes -v /scratch busybox sleep 600');
  await expect(row.getByRole('link', { name: 'writer' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'volumes');

  const dialog = page.getByRole('dialog');
  await row.getByRole('button', { name: 'Inspect notes' }).click();
  await expect(dialog).toContainText('Mountpoint: "/var/lib/docker/volumes/notes/_data"');
  await expect(dialog.getByText('docker volume inspect notes', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'volume-inspect');
  await page.keyboard.press('Escape');

  // Whoever tries against that is told why, and nothing is lost.
  await row.getByRole('button', { name: 'Remove notes' }).click();
  await page.getByRole('button', { name: 'Remove volume' }).click();
  await expect(page.getByText('A container mounts this volume. Remove the container first.')).toBeVisible();
  await page.keyboard.press('Escape');

  await networks(page, shell);

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

/** The container `writer` comes onto a network by click and onto another by typing; at the end neither is left. */
async function networks(page: Page, shell: Page): Promise<void> {
  await page.getByRole('link', { name: 'Networks' }).click();
  await page.getByRole('button', { name: 'Create network' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('app');
  await page.getByRole('textbox', { name: 'Subnet' }).fill('172.30.7.1/24');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('An IPv4 network from /8 to /30 whose host bits are 0')).toBeVisible();
  await page.getByRole('textbox', { name: 'Subnet' }).fill('172.30.7.0/24');
  await expect(page.getByText('docker network create --subnet 172.30.7.0/24 app')).toBeVisible();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '172.30.7.0/24' });
  await expect(row).toContainText('no containers');

  await row.getByRole('button', { name: 'Connect a container to app' }).click();
  await page.getByRole('combobox', { name: 'Container' }).selectOption('writer');
  await page.getByRole('textbox', { name: 'Alias' }).fill('scribe');
  await expect(page.getByText('docker network connect --alias scribe app writer')).toBeVisible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(row.getByText('172.30.7.2')).toBeVisible();

  await type(shell, 'docker network create --internal back && docker network connect back writer');
  const joined = 'Container writer was connected to network back. · Student 0, in a terminal';
  await expect(page.getByRole('row').filter({ hasText: /^back/ })).toContainText(joined);
  const drawn = page.getByRole('list', { name: 'Containers' }).getByRole('listitem').filter({ hasText: 'writer' });
  for (const on of [/app\s*172\.30\.7\.2/, /back\s*172\./, /bridge\s*172\./]) await expect(drawn).toContainText(on);
  await expectAccessible(page);
  await picture(page, 'networks');
  const wide = page.viewportSize();
  await expectFitsPhone(page);
  await picture(page, 'networks-phone');
  if (wide) await page.setViewportSize(wide);

  // What is typed meanwhile is in sight, too.
  const dialog = page.getByRole('dialog');
  await row.getByRole('button', { name: 'Inspect app' }).click();
  await expect(dialog).toContainText('Subnet: "172.30.7.0/24"');
  await expect(dialog).toContainText('IPv4Address: "172.30.7.2/24"');
  await expect(dialog.getByText('docker network inspect app', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'network-inspect');
  await type(shell, 'docker network disconnect app writer');
  await expect(dialog).not.toContainText('IPv4Address');
  await type(shell, 'docker network connect app writer');
  await expect(dialog).toContainText('IPv4Address');
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: 'Remove app' }).click();
  await page.getByRole('button', { name: 'Remove network' }).click();
  await expect(page.getByText('A container is on this network. Disconnect it first')).toBeVisible();
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Disconnect writer from app' }).click();
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(row).toContainText('no containers');
  await type(shell, 'docker network disconnect back writer');
  await expect(page.getByRole('row').filter({ hasText: /^back/ })).toContainText('no containers');
  await page.getByRole('button', { name: 'Remove unused …' }).click();
  await expect(page.getByRole('dialog')).toContainText('Remove 2 unused networks?');
  // One that comes to be unused while it is asked is not removed with them.
  await type(shell, 'docker network create late');
  await expect(page.locator('tr', { hasText: /^late/ })).toHaveCount(1);
  await expect(page.getByRole('dialog')).toContainText('Remove 2 unused networks?');
  await page.getByRole('button', { name: 'Remove networks' }).click();
  await expect(page.getByText('Removed: app, back.')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: /^late/ })).toBeVisible();
  await type(shell, 'docker network rm late');
  await page.getByRole('link', { name: 'Volumes' }).click();
}
