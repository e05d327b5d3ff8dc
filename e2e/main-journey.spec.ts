import { expect, test } from '@playwright/test';
import { enter, openTerminal, picture, readTerminal, signIn, type } from './journeys';
import { panel } from './panel';

const node0 = `${panel.origin}/nodes/node0`;

test.describe.configure({ mode: 'serial' });

test('a student signs in, pulls ubuntu watching its layers, runs it in the terminal, and sees the read-write layer appear', async ({
  page,
  context,
}) => {
  await signIn(page, 'student0@berth.demo');
  // At the beginning of their course, with their node beside it.
  await expect(page).toHaveURL(/\/classes\/[a-z0-9]{24}\/course\/00-lab$/);
  await expect(page.getByRole('heading', { name: 'Find your node' })).toBeVisible();
  await picture(page, '1-lesson');
  await page.getByRole('link', { name: 'My node', exact: true }).click();
  await expect(page).toHaveURL(/\/nodes\/[a-z0-9]{24}$/);
  // Its address has the node's id; its titles and shells have its name.
  await page.goto(`${page.url()}/layers`);
  await expect(page).toHaveTitle(/^Layers · node0/);

  await page.goto(`${node0}/images`);
  await page
    .getByRole('textbox', { name: /Pull an image|이미지/ })
    .first()
    .fill('ubuntu');
  await page.getByRole('button', { name: /^(Pull|pull)/i }).click();
  const progress = page.getByRole('progressbar');
  await expect(progress.first()).toBeVisible();
  await picture(page, '2-pull');
  await expect(page.getByRole('cell', { name: /ubuntu:latest|ubuntu/ }).first()).toBeVisible({ timeout: 60_000 });

  // The layers stand open in a tab of their own and are not loaded again.
  const layers = await context.newPage();
  await layers.goto(`${node0}/layers`);
  await expect(layers.getByText('myubuntu')).toHaveCount(0);
  await expect(layers.getByText('ubuntu:latest').first()).toBeVisible();

  let screen = await openTerminal(page, 'node0');
  await expect(screen).toContainText('root@node0');
  await type(page, 'docker run -it --name myubuntu ubuntu');
  await expect(screen).toContainText(/root@[0-9a-f]{12}:\/#/);
  await picture(page, '3-terminal');

  await expect(layers.getByText('myubuntu').first()).toBeVisible();
  await picture(layers, '4-layers');

  // Out without stopping it: Ctrl-P Ctrl-Q belongs to the shell, not to the browser.
  await page.keyboard.press('Control+p');
  await page.keyboard.press('Control+q');
  // What is typed before the docker command has let go is the docker command's.
  await expect(screen).toContainText(/root@[0-9a-f]{12}:\/#.*root@node0:~#/s);
  await type(page, 'docker ps --format {{.Names}}-{{.State}}');
  await expect(screen).toContainText('myubuntu-running');

  // A reload keeps the shell and what it wrote.
  await page.reload();
  screen = await readTerminal(page);
  await expect(screen).toContainText('myubuntu-running');
  await type(page, 'echo still-$((40 + 2))');
  await expect(screen).toContainText('still-42');

  // On the laptop most classrooms have, a listing fits; folding the layers away gives their room to the terminal.
  await page.setViewportSize({ width: 1366, height: 768 });
  const rows = () => page.locator('.xterm-accessibility-tree:visible > div').count();
  await expect.poll(rows).toBeGreaterThanOrEqual(13);
  const before = await rows();
  await page.getByRole('button', { name: 'Hide layers' }).click();
  await expect.poll(rows).toBeGreaterThan(before + 5);
});

test('an instructor sees both nodes, and how they are', async ({ page }) => {
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  await expect(page.getByText('node0', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('node1', { exact: true }).first()).toBeVisible();
  await picture(page, '5-nodes');
});

test('a student whose node waits for the root login can log in with su root in the terminal', async ({ page }) => {
  await enter(page, 'student1@berth.demo', '/nodes/node1/terminal');
  const screen = await readTerminal(page);
  await expect(screen).toContainText('ubuntu@node1');
  await type(page, 'su root');
  await expect(screen).toContainText('Password:');
  await type(page, 'root');
  await expect(screen).toContainText('root@node1');
});
