import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { execOnNode } from '@/lab/lab';
import { enter, expectAccessible, picture } from './journeys';
import { panel } from './panel';

const lab = 'morning';
const bare = 2;
/** Five go the same way as ten, in half the time; BERTH_TEST_NODES names another number (CONTRIBUTING.md). */
const total = Number(process.env.BERTH_TEST_NODES) || 5;
/** The nodes without Docker, by their numbers: the last ones. */
const [bareFirst, bareLast] = [total - bare, total - 1];

/** The lab by its command line, as whoever runs it would. */
async function runLab(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('node_modules/.bin/tsx', ['lab/cli.ts', ...args], { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

interface Standing {
  name: string;
  nodes: Array<{ host: string }>;
  registry: { host: string; port: number };
}
let standing: Standing;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  const kinds = Array.from({ length: total }, (_, n) => (n < total - bare ? 'bookworm/overlay2' : 'bookworm/none'));
  await runLab('up', '--name', lab, '--exact', ...kinds.flatMap((kind) => ['--node', kind]));
  const all = JSON.parse(await runLab('status', '--json')) as Standing[];
  const found = all.find((one) => one.name === lab);
  if (!found) throw new Error('The lab does not stand.');
  standing = found;
});
test.afterAll(async () => {
  await runLab('down', '--name', lab);
});

const classAddress = (page: Page, part: string): string => page.url().replace(/(\/classes\/[a-z0-9]{24}).*$/, `$1/${part}`);

/** What a node says when it is asked from its own console. */
async function onNode(n: number, ...argv: [string, ...string[]]): Promise<string> {
  const { stdout, stderr, code } = await execOnNode(lab, `node${n}`, argv);
  if (code !== 0) throw new Error(`node${n}: ${argv.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

test('fresh nodes, from one pasted range to a class that is ready, in one sitting; doing it again changes nothing', async ({
  page,
}, testInfo) => {
  test.setTimeout(900_000);
  // Of its own each time this runs on one panel (--repeat-each): a class and its nodes stay there.
  const desk = `r${testInfo.repeatEachIndex}desk`;
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  await page.goto(`${panel.origin}/classes?all`);
  await page.getByRole('button', { name: 'New class' }).click();
  await page.getByLabel('Class name').fill(`morning ${testInfo.repeatEachIndex}`);
  await page.getByRole('button', { name: 'Create class' }).click();
  await expect(page).toHaveURL(/\/classes\/[a-z0-9]{24}$/);

  // What the nodes have in common, then one range.
  await page.goto(classAddress(page, 'add'));
  await page.getByLabel('Login user').fill('ubuntu');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('ubuntu');
  await page.getByLabel('Root password').fill('root');
  await page.getByRole('button', { name: 'Save defaults' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const first = standing.nodes[0]?.host ?? '';
  const range = `${desk}[0-${total - 1}] ${first.replace(/\d+$/, '')}[10-${9 + total}]`;
  await page.getByRole('textbox', { name: 'Nodes' }).fill(range);
  await page.getByRole('button', { name: `Save ${total} nodes` }).click();
  await expect(page.getByText(`${total} nodes added`)).toBeVisible();

  // Every key is compared with what the node's own console says, then all are approved at once.
  const keys = page.getByRole('region', { name: 'Host keys to approve' });
  await expect(keys.getByRole('row', { name: /desk\d/ })).toHaveCount(total, { timeout: 60_000 });
  const shown = await keys.getByRole('row', { name: new RegExp(`${desk}0`) }).textContent();
  const console0 = await onNode(0, 'ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub');
  expect(shown).toContain(console0.split(' ')[1] ?? 'no fingerprint');
  await picture(page, 'morning-1-keys');
  await expectAccessible(page);
  await keys.getByLabel('I have compared all of these').check();
  await keys.getByRole('button', { name: `Approve ${total} keys` }).click();
  await expect(page.getByText('No host keys to approve.')).toBeVisible({ timeout: 60_000 });

  // Red, with the right reason: two of them have no Docker.
  await examine(page, `${total - bare} ready · 0 almost · ${bare} not ready`);
  await expect(page.getByRole('heading', { name: 'Not ready for the lesson' })).toBeVisible();
  await expect(page.getByText(`Docker is not installed. ${desk}${bareFirst}, ${desk}${bareLast}`)).toBeVisible();
  await picture(page, 'morning-2-red');
  await expectAccessible(page);

  // Its button leads to the step that mends it, on just these two.
  await page
    .getByRole('listitem')
    .filter({ hasText: `Docker is not installed. ${desk}${bareFirst}, ${desk}${bareLast}` })
    .getByRole('link')
    .click();
  await expect(page.getByText(`2 nodes chosen: ${desk}${bareFirst}, ${desk}${bareLast}`)).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Install Docker' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Start Docker' })).not.toBeChecked();
  await expect(page.getByRole('button', { name: 'Start on 2 nodes' })).toBeVisible();
  await page.getByRole('radio', { name: `All (${total})` }).check();
  await expect(page.getByRole('button', { name: `Start on ${total} nodes` })).toBeVisible();

  // A dry run, then the work. Where the list of nodes comes late, nothing can be started until it is there.
  let arrive = () => {};
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(/\/nodes\?/, async (route) => {
    await late;
    await route.continue();
  });
  await provision(page);
  await expect(page.getByRole('button', { name: 'Dry run' })).toBeDisabled();
  arrive();
  // Those that are held go on by themselves: without waiting, they would be answered twice.
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Dry run' }).click();
  await finished(page, 'dry run');
  expect(await onNode(bareLast, 'sh', '-c', 'command -v dockerd || echo none')).toContain('none');
  await startOnAll(page);
  await finished(page, 'work', 600_000);
  await picture(page, 'morning-3-prepared');
  await expectAccessible(page);
  expect(await onNode(bareLast, 'docker', 'images', '--format', '{{.Repository}}')).toContain('ubuntu');

  // The root logins of all.
  await page.goto(classAddress(page, 'root-login'));
  await page.getByRole('button', { name: 'Set up for all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set up', exact: true }).click();
  await expect(page.getByText(`${total} of ${total} set up`)).toBeVisible({ timeout: 180_000 });
  await picture(page, 'morning-4-root-login');
  await expectAccessible(page);

  await examine(page, `${total} ready · 0 almost · 0 not ready`);
  await expect(page.getByRole('heading', { name: 'Ready for the lesson', exact: true })).toBeVisible();
  await picture(page, 'morning-5-green');

  // Again: the same range changes nothing, and every step finds what it wants.
  await page.goto(classAddress(page, 'add'));
  await page.getByRole('textbox', { name: 'Nodes' }).fill(range);
  await expect(page.getByText(`${total} unchanged`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nothing to save' })).toBeDisabled();
  const before = await picturesOfNodes();
  await provision(page);
  await startOnAll(page);
  await finished(page, 'work', 180_000);
  await expect(page.getByText('Nothing to do: everything is already in place.')).toBeVisible();
  expect(await picturesOfNodes()).toEqual(before);
});

async function examine(page: Page, counts: string): Promise<void> {
  await page.goto(classAddress(page, 'doctor'));
  await page.getByRole('button', { name: 'Check all nodes' }).click();
  await expect(page.getByText(counts)).toBeVisible({ timeout: 120_000 });
}

/** Docker may be restarted by its configuration, so that is asked about. */
async function startOnAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: `Start on ${total} nodes` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
}

async function provision(page: Page): Promise<void> {
  await page.goto(classAddress(page, 'prepare'));
  for (const name of ['Install Docker', 'Start Docker', 'Configure Docker', 'Host name', 'Pull images'])
    await page.getByRole('checkbox', { name }).check();
  const registry = `${standing.registry.host}:${standing.registry.port}`;
  await page.getByRole('textbox', { name: 'Registry mirrors' }).fill(`http://${registry}`);
  await page.getByRole('textbox', { name: 'Insecure registries' }).fill(registry);
  await page.getByRole('textbox', { name: 'Images' }).fill('ubuntu');
}

/** The operation that was started last is over, and nothing in it failed. */
async function finished(page: Page, kind: 'dry run' | 'work', timeout = 120_000): Promise<void> {
  const operation = page.getByRole('region', { name: 'Prepare nodes' });
  // What was shown before stays until the new one is there.
  await expect(operation.getByText('dry run', { exact: true })).toHaveCount(kind === 'dry run' ? 1 : 0, { timeout: 60_000 });
  // A node's plan, open below it, may name the node too: the row's head does it once.
  await expect(operation.getByRole('rowheader', { name: /desk\d/ })).toHaveCount(total, { timeout });
  await expect(operation.getByText(`${total} of ${total} nodes done`)).toBeVisible({ timeout });
}

/** What provisioning could have touched, of two nodes of each kind. */
async function picturesOfNodes(): Promise<string[]> {
  const script =
    'stat -c "%n %Y %i" /etc/docker/daemon.json /etc/hostname /root/.ssh/authorized_keys /etc/ssh/sshd_config.d/*; pgrep -x dockerd; docker images -q';
  return Promise.all([0, total - 1].map((n) => onNode(n, 'sh', '-c', script)));
}
