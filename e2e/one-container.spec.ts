import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { enter, expectAccessible, expectFitsPhone, openTerminal, picture, readTerminal, type } from './journeys';
import { panel } from './panel';

const api = `${panel.origin}/api/v1/nodes/node0`;
const headers = { origin: panel.origin };

/** The image is there, and nothing of an earlier run. */
async function prepare(page: Page): Promise<void> {
  const pull = await page.request.post(`${api}/images/pull`, { headers, data: { image: 'ubuntu' } });
  const { id } = await pull.json();
  await expect.poll(async () => (await (await page.request.get(`${panel.origin}/api/v1/jobs/${id}`)).json()).state).toBe('done');
  for (const name of ['bench1', 'bench2', 'taken'])
    await page.request.delete(`${api}/containers/${name}?force=true`, { headers });
  const taken = { image: 'ubuntu', name: 'taken', command: ['sleep', '1000'], ports: [{ hostPort: 8070, containerPort: 80 }] };
  const ran = await page.request.post(`${api}/containers`, { headers, data: taken });
  expect(ran.status()).toBe(201);
}

const pasted = `docker run -it --name bench1 --hostname h -p 8070:80 -v /etc:/mnt -e 'GREETING=hello you' -m 64m \\
  -v "$PWD":/src ubuntu sh -c 'echo started; exec sleep 1000'`;

/** Pastes a line that the form cannot take as it is, mends what it says, and runs it. */
async function runFromLine(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run a container' }).focus();
  await page.keyboard.press('Enter');
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const line = field('Equivalent command');
  await line.fill(pasted);
  await expect(field('Name')).toHaveValue('bench1');
  await expect(field('Command')).toHaveValue("sh -c 'echo started; exec sleep 1000'");
  await expect(field('Environment variables')).toHaveValue('GREETING=hello you');
  await expect(field('Memory')).toHaveValue('64m');
  await expect(page.getByRole('listitem').filter({ hasText: '--hostname h' })).toContainText(
    'The panel does not set this option.',
  );
  await expect(page.getByRole('listitem').filter({ hasText: '-v "$PWD":/src' })).toContainText('A shell would replace');
  await expect(page.getByText('taken has port 8070 already. Choose another, or stop it first.')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'run-form');
  await expectFitsPhone(page, 'run form');
  await picture(page, 'run-form-390');
  await page.setViewportSize({ width: 1440, height: 900 });

  await field('Ports').fill('8071:80');
  const run = page.getByRole('button', { name: 'Run', exact: true });
  await run.press('Enter');
  await expect(page.getByText('It could change the files of the node. Use a named volume, e.g. data:/data.')).toBeVisible();
  await field('Volumes').fill('bench:/mnt');
  await expect(line).toHaveValue(
    /^docker run -it --name bench1 -p 8071:80 -e 'GREETING=hello you' -v bench:\/mnt -m 64m ubuntu /,
  );
  // Pasted with -it and without -d: its terminal is opened, from the first line on.
  await expect(page.getByRole('radio', { name: '-it in a terminal' })).toBeChecked();
  await run.press('Enter');
  await expect(page.getByText('bench1 created and started.')).toBeVisible();
  await expect(await readTerminal(page)).toContainText('started');
  await expect(page.getByRole('tab', { name: 'bench1 (attached)' })).toHaveAttribute('aria-selected', 'true');
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Containers/ })
    .first()
    .click();
}

/** Pauses two containers together, and chooses which columns there are. */
async function severalAtOnce(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const name of ['taken', 'bench1']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await expect(page.getByText('2 containers selected')).toBeVisible();
  for (const [word, state] of [
    ['Pause', 'paused'],
    ['Unpause', 'running'],
  ] as const) {
    await page.getByRole('button', { name: word, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `${word} 2 containers?` });
    await expect(dialog.getByText(new RegExp(`^docker ${word.toLowerCase()} (taken bench1|bench1 taken)$`))).toBeVisible();
    await picture(page, `containers-${word.toLowerCase()}`);
    await dialog.getByRole('button', { name: word, exact: true }).click();
    await expect(dialog.getByText('All 2 done.')).toBeVisible();
    // Also while a row says what has just happened to it.
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByRole('row', { name: /taken/ })).toContainText(state);
  }
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Read-write layer' }).check();
  await expectAccessible(page);
  await picture(page, 'containers-columns');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /taken/ }).locator('[data-label="Read-write layer"]')).toHaveText(
    /^\d+(\.\d+)? k?B$/,
  );
  await page.reload();
  await page.getByRole('button', { name: 'Read-write layer' }).click();
  await expect(page.getByRole('columnheader', { name: 'Read-write layer' })).toHaveAttribute('aria-sort', 'descending');
}

test('a student looks into a container, commits and renames it by click, and sees what is typed in a terminal', async ({
  page,
  context,
}) => {
  await enter(page, 'student0@berth.demo', '/nodes/node0');
  await prepare(page);
  const shell = await context.newPage();
  const screen = await openTerminal(shell, 'node0');
  await expect(screen).toContainText('root@node0');

  await page.goto(`${panel.origin}/nodes/node0/containers`);
  await expect(page.getByRole('link', { name: 'taken', exact: true })).toBeVisible();
  await test.step('a pasted docker run line fills the form, with the keyboard alone', () => runFromLine(page));
  await expect(page.getByRole('link', { name: 'bench1', exact: true })).toBeVisible();
  await test.step('several at once', () => severalAtOnce(page));
  await expectFitsPhone(page);
  await picture(page, 'container-list-390');
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(page, 'container-list');
  await page.getByRole('link', { name: 'bench1', exact: true }).click();
  const part = (name: string) => page.getByRole('navigation', { name: /^Parts of bench/ }).getByRole('link', { name });
  const menu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: /^More for bench/ }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const look = async (what: string): Promise<void> => {
    await expectAccessible(page);
    await picture(page, `container-${what}`);
    await expectFitsPhone(page, what);
    await picture(page, `container-${what}-390`);
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const commandOf = (text: string) => page.getByText(text, { exact: true });

  await test.step('its parts: log, processes, resources, all that Docker knows', async () => {
    await expect(page.getByRole('heading', { name: 'bench1' })).toBeVisible();
    const facts = page.getByRole('main').locator('dl');
    await expect(facts.getByRole('link', { name: 'bench', exact: true })).toHaveAttribute('href', /\/volumes$/);
    for (const text of ['GREETING=hello you', '64 MiB', /bridge\s*172\./]) await expect(facts).toContainText(text);
    await type(shell, 'docker network create side && docker network connect --alias bench side bench1');
    await expect(facts).toContainText(/side\s*172\..*aliases bench/);
    await type(shell, 'docker update --pids-limit 90 bench1');
    await expect(facts).toContainText('Process limit90');
    await expect(commandOf('docker inspect bench1')).toBeVisible();
    await look('overview');
    await type(shell, 'docker network disconnect side bench1 && docker network rm side');
    await expect(facts).not.toContainText('side');
    await part('Logs').click();
    const log = page.getByRole('region', { name: 'Logs of bench1' });
    await expect(log).toContainText('started');
    await page.getByRole('searchbox', { name: 'Search in the log' }).fill('nothing like it');
    await expect(page.getByText('no lines found')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Search in the log' }).fill('START');
    await page.getByLabel('Timestamps').check();
    await expect(log).toContainText(/^\d{4}-\d\d-\d\dT[\d:.]+Zstarted$/);
    await look('logs');
    await part('Processes').click();
    await expect(page.getByRole('table', { name: 'Processes of bench1' })).toContainText('sleep 1000');
    await look('processes');
    await part('Resource usage').click();
    // A lab node that cannot see its cgroups has nothing to tell.
    const usage = page.getByRole('heading', { name: 'CPU' });
    await expect(usage.or(page.getByText('Docker on this node reports no resource usage.'))).toBeVisible();
    await look('stats');
    await part('Inspect').click();
    await page.getByRole('searchbox', { name: 'Search keys and values' }).fill('sleep');
    await expect(page.getByText('"echo started; exec sleep 1000"').first()).toBeVisible();
    await look('inspect');
  });

  await test.step('what a command typed on the node writes into it', async () => {
    await part('Changes').click();
    await expect(page.getByText('Nothing differs from the image.')).toBeVisible();
    await type(shell, "docker exec bench1 sh -c 'echo hello > /hello.txt'");
    await expect(page.getByRole('listitem').filter({ hasText: '/hello.txt' })).toContainText('A added');
    await look('changes');
  });

  await test.step('its files: one is uploaded, changed and downloaded, and what is new is marked', async () => {
    await part('Files').click();
    const files = page.getByRole('table', { name: 'Files in /' });
    await expect(files.getByRole('row').filter({ hasText: 'hello.txt' })).toContainText('A added');
    await expect(commandOf('docker exec bench1 ls -la /')).toBeVisible();
    await look('files');
    await page.getByRole('button', { name: 'Upload …' }).click();
    const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('one\n') };
    await page.locator('input[type=file]').setInputFiles(text);
    await expect(commandOf('docker cp notes.txt bench1:/notes.txt')).toBeVisible();
    await look('files-upload');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await files.getByRole('link', { name: 'notes.txt', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Path in the container' })).toHaveValue('/notes.txt');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Text of notes.txt' }).fill('one\ntwo\n');
    await type(shell, "docker exec bench1 sh -c 'echo meanwhile > /notes.txt'; echo writ''ten");
    await expect(screen).toContainText('written');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The file has changed since it was opened')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByRole('region', { name: '/notes.txt' })).toHaveText('meanwhile');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Text of notes.txt' }).fill('one\ntwo\n');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('notes.txt saved.')).toBeVisible();
    await look('file');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('notes.txt');
    expect(await readFile(await download.path(), 'utf8')).toBe('one\ntwo\n');
  });

  await test.step('a commit by click, and its command', async () => {
    await page.getByRole('button', { name: /^More for bench/ }).click();
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await menu('Commit as image …');
    await page.getByRole('textbox', { name: 'Image' }).fill('benchimage:1');
    await page.getByRole('textbox', { name: 'Author' }).fill('sds');
    await page.getByRole('textbox', { name: 'Message' }).fill('add hello.txt');
    await expect(commandOf("docker commit -a sds -m 'add hello.txt' bench1 benchimage:1")).toBeVisible();
    await look('commit');
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await expect(page.getByText('bench1 committed as benchimage:1.')).toBeVisible();
    await type(shell, 'docker run --rm benchimage:1 cat /hello.txt');
    await expect(screen).toContainText(/^hello$/m);
  });

  await test.step('what is wrong is said at its field, and what was typed stays', async () => {
    await menu('Limits …');
    await page.getByLabel('Memory (MiB)').fill('2');
    await page.getByRole('button', { name: 'Change limits' }).click();
    await expect(page.getByText('At least 6 MiB, a whole number.')).toBeVisible();
    await expect(page.getByLabel('Memory (MiB)')).toHaveValue('2');
    await page.getByLabel('Memory (MiB)').fill('64');
    await page.getByRole('button', { name: 'Change limits' }).click();
    await expect(page.getByText('Limits of bench1 changed.')).toBeVisible();
    await type(shell, "docker inspect -f 'limit {{.HostConfig.Memory}}' bench1");
    await expect(screen).toContainText('limit 67108864');
  });

  await test.step('a new name, and a pause that somebody types', async () => {
    await menu('Rename …');
    await page.getByRole('textbox', { name: 'New name' }).fill('bench2');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'bench2' })).toBeVisible();
    await type(shell, 'docker pause bench2');
    await expect(page.getByText('paused', { exact: true })).toBeVisible();
    await menu('Unpause');
    await expect(page.getByText('running', { exact: true })).toBeVisible();
    await menu('Send signal …');
    await page.getByRole('combobox', { name: 'Signal' }).selectOption('SIGKILL');
    await page.getByRole('button', { name: 'Send signal' }).click();
    await expect(page.getByText('killed (137)')).toBeVisible();
    await part('Overview').click();
    await expect(page.getByRole('main').locator('dl')).toContainText('137 · killed (SIGKILL)');
    await test.step('its events, and the row that says what has just been typed', async () => {
      await part('Events').click();
      const events = page.getByRole('listitem');
      await expect(events.filter({ hasText: 'Container bench2 ended with exit code 137.' })).toContainText('Student 0, by click');
      await expect(events.filter({ hasText: 'Container bench2 was paused.' })).toContainText('Student 0, in a terminal');
      await look('events');
      await page.getByRole('link', { name: 'Containers', exact: true }).first().click();
      const row = page.getByRole('row', { name: /bench2/ });
      await expect(row).toBeVisible();
      await type(shell, 'docker start bench2');
      await expect(row).toContainText('Container bench2 was started. · Student 0, in a terminal');
      await picture(page, 'container-list-event');
      await page.goBack();
    });
    await type(shell, 'docker rm -f bench2 taken; docker volume rm bench; docker rmi benchimage:1');
    await expect(page.getByRole('heading', { name: /^There is no container / })).toBeVisible();
    await picture(page, 'container-gone');
  });
});
