import { type Browser, expect, type Page, test } from '@playwright/test';
import { type Farm, startFarm } from '@/lab/farm/farm';
import { ensureLab, execOnNode, type Lab, type LabNode, labUsers } from '@/lab/lab';
import type { NodePage } from '@/lib/shared/node-list';
import type { NodeDto } from '@/lib/shared/nodes';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { enter, expectAccessible, picture, signIn } from './journeys';
import { panel } from './panel';

/** Nodes of each class: node0 is real, node1 … node29 are fakes beside it. */
const total = 30;
const fakes = total - 1;
const schoolMail = 'two-classes.example';

interface Room {
  name: string;
  real: LabNode;
  /** Where its fakes listen, a port each. */
  firstPort: number;
  farm: Farm;
  students: Array<{ name: string; email: string }>;
}

/** The demo's lab, with so many nodes beyond the demo's. */
const labWith = (more: number): Promise<Lab> =>
  ensureLab({
    name: panel.name,
    nodes: Array.from({ length: panel.nodes + more }, () => ({ base: 'bookworm', store: 'overlay2' })),
    exact: true,
  });

const rooms: Room[] = [];
let gateway = '';
test.beforeAll(async () => {
  test.setTimeout(240_000);
  const lab = await labWith(2);
  ({ gateway } = lab);
  const accounts = [{ user: 'ubuntu', password: labUsers.ubuntu }];
  for (const [index, name] of ['spring', 'autumn'].entries()) {
    const real = lab.nodes[panel.nodes + index];
    if (!real) throw new Error('The lab has too few nodes.');
    const firstPort = 22_101 + 100 * index;
    const farm = await startFarm({ count: fakes, accounts, at: { host: gateway, port: firstPort } });
    const students = [0, 1].map((n) => ({ name: `${name} ${n}`, email: `${name}${n}@${schoolMail}` }));
    rooms.push({ name, real, firstPort, farm, students });
  }
});
test.afterAll(async () => {
  test.setTimeout(120_000);
  for (const { farm } of rooms) await farm.stop();
  await labWith(0);
});
// What a run that broke off has left: nothing of it is in the way of the next one.
test.afterEach(async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await enter(page, 'admin@berth.demo', /\/nodes$/);
  const { request } = page;
  const headers = { origin: panel.origin };
  const classes = (await (await request.get(`${panel.origin}/api/v1/classes`)).json()) as { items: ClassEntry[] };
  for (const { id, name } of classes.items)
    if (rooms.some((room) => room.name === name))
      await request.delete(`${panel.origin}/api/v1/classes/${id}?takeBack=false`, { headers });
  const users = (await (await request.get(`${panel.origin}/api/v1/users?search=${schoolMail}`)).json()) as {
    items: ClassEntry[];
  };
  for (const { id } of users.items) await request.delete(`${panel.origin}/api/v1/users/${id}`, { headers });
});
interface ClassEntry {
  id: string;
  name: string;
}

test('two classes of thirty on one panel, node0 to node29 in each: made, used and ended without touching one another', async ({
  browser,
}) => {
  // Two minutes where the machine has nothing else to do.
  test.setTimeout(360_000);
  const [spring, autumn] = rooms as [Room, Room];
  const page = await (await browser.newContext()).newPage();
  page.on('dialog', (dialog) => void dialog.accept());
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  const ids = new Map<Room, string>();
  for (const room of rooms) {
    const id = await makeClass(page, room);
    ids.set(room, id);
    await bringIn(page, room, id);
  }
  const place = (room: Room, part = '') => `${panel.origin}/classes/${ids.get(room)}${part}`;

  // A name is a class's own: it is chosen by hand where it is several nodes', and said with its class where nobody is there to choose.
  await page.goto(`${panel.origin}/nodes/node0`);
  await expect(page.getByRole('heading', { name: 'Several nodes are called node0' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'two-classes-which');
  await page.getByRole('link', { name: 'node0 of autumn' }).click();
  await expect(page).toHaveURL(/\/nodes\/[a-z0-9]{24}$/);
  const autumnNode = page.url().split('/').at(-1) ?? '';
  expect((await api(page, 'nodes/node0')).status()).toBe(409);
  const named = (room: Room, name: string) => api(page, `nodes/${ids.get(room)}%2F${name}`);
  expect(((await (await named(autumn, 'node0')).json()) as NodeDto).id).toBe(autumnNode);
  expect((await named(spring, 'node29')).ok()).toBe(true);
  const springNode = ((await (await named(spring, 'node0')).json()) as NodeDto).id;

  // The panel's key on the real node of the first class.
  await page.goto(`${panel.origin}/nodes/${springNode}/root-login`);
  await page.getByRole('button', { name: 'Let the panel log in as root' }).click();
  await expect(page.getByText('The panel logs in as root on this node')).toBeVisible({ timeout: 60_000 });
  expect(await keysOfRoot(spring)).toContain('berth-panel');

  // A student has the node0 of their own class, and nothing of the other.
  const mine = await studentOf(browser, page, place(spring, '/cards'), spring);
  await expect(mine).toHaveURL(new RegExp(`/nodes/${springNode}$`));
  await mine.goto(`${panel.origin}/nodes/node0`);
  await expect(mine.getByRole('heading', { name: 'node0', exact: true })).toBeVisible();
  expect((await list(mine)).map((node) => [node.className, node.name])).toEqual([['spring', 'node0']]);
  for (const ref of [autumnNode, `${ids.get(autumn)}%2Fnode0`, 'node1'])
    expect((await api(mine, `nodes/${ref}`)).status()).toBe(404);
  await mine.goto(`${panel.origin}/nodes/${autumnNode}`);
  await expect(mine.getByText('Page not found')).toBeVisible();
  const theirs = await studentOf(browser, page, place(autumn, '/cards'), autumn);
  await expect(theirs).toHaveURL(new RegExp(`/nodes/${autumnNode}$`));

  // The first class ends: closed, looked at, deleted.
  const before = await stateOf(page, ids.get(autumn));
  await page.goto(place(spring, '/settings'));
  await page.getByRole('button', { name: 'Close class' }).click();
  await expect(page.getByText('This class is closed')).toBeVisible();
  expect((await api(mine, `nodes/${springNode}`)).status()).toBe(404);
  await mine.goto(panel.origin);
  await expect(mine.getByText('No node assigned yet')).toBeVisible();
  await page.getByRole('button', { name: 'Delete class…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('30 nodes are removed from the panel')).toBeVisible();
  await expect(dialog.getByText('3 enrolments are deleted.')).toBeVisible();
  await expect(dialog.getByText('Accounts are kept; 2 students are in no other class.')).toBeVisible();
  await expect(dialog.getByText('It is set up on node0.')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'two-classes-delete');
  await dialog.getByLabel('Type spring to confirm').fill('spring');
  await dialog.getByRole('button', { name: 'Delete class', exact: true }).click();
  await expect(page).toHaveURL(/\/classes\?all$/, { timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'autumn', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'spring', exact: true })).toHaveCount(0);
  expect((await api(page, `nodes/${springNode}`)).status()).toBe(404);
  expect(await keysOfRoot(spring)).not.toContain('berth-panel');
  const open = async () => Object.values(await spring.farm.records()).reduce((sum, node) => sum + node.open, 0);
  await expect.poll(open).toBe(0);

  // The other class does not know that anything happened.
  expect(await stateOf(page, ids.get(autumn))).toEqual(before);
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'node0', exact: true })).toBeVisible();
  await page.goto(place(autumn, '/settings'));
  await page.getByRole('button', { name: 'Delete class…' }).click();
  await expect(dialog.getByText('30 nodes are removed from the panel')).toBeVisible();
  await expect(dialog.getByText('It is set up on')).toHaveCount(0);
  await dialog.getByLabel('Type autumn to confirm').fill('autumn');
  await dialog.getByRole('button', { name: 'Delete class', exact: true }).click();
  await expect(page.getByRole('link', { name: 'demo', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'autumn', exact: true })).toHaveCount(0);
});

/** A class, what its nodes have in common, thirty of them by two lines, and their keys, compared. @returns its id */
async function makeClass(page: Page, room: Room): Promise<string> {
  await page.goto(`${panel.origin}/classes?all`);
  await page.getByRole('button', { name: 'New class' }).click();
  await page.getByLabel('Class name').fill(room.name);
  await page.getByRole('button', { name: 'Create class' }).click();
  await expect(page).toHaveURL(/\/classes\/[a-z0-9]{24}$/);
  const id = page.url().split('/').at(-1) ?? '';

  // An empty class begins with its nodes.
  await page.getByRole('main').getByRole('link', { name: 'Add nodes' }).last().click();
  await page.getByLabel('Login user').fill('ubuntu');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(labUsers.ubuntu);
  await page.getByLabel('Root password').fill(labUsers.root);
  await page.getByRole('button', { name: 'Save defaults' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const last = room.firstPort + fakes - 1;
  await page
    .getByRole('textbox', { name: 'Nodes' })
    .fill(`node0 ${room.real.host}\nnode[1-${fakes}] ${gateway}:[${room.firstPort}-${last}]`);
  await page.getByRole('button', { name: `Save ${total} nodes` }).click();
  await expect(page.getByText(`${total} nodes added`)).toBeVisible();
  const keys = page.getByRole('region', { name: 'Host keys to approve' });
  await expect(keys.getByRole('row', { name: /node\d/ })).toHaveCount(total, { timeout: 60_000 });
  const real = room.real.hostKeys.find((key) => key.type === 'ssh-ed25519')?.sha256 ?? 'no such key';
  await expect(keys.getByRole('row', { name: /^node0 / })).toContainText(real);
  await expect(keys.getByRole('row', { name: /^node7 / })).toContainText(
    presentHostKey(room.farm.nodes[6]?.hostKey ?? null)?.sha256 ?? 'no such key',
  );
  await keys.getByLabel('I have compared all of these').check();
  await keys.getByRole('button', { name: `Approve ${total} keys` }).click();
  await expect(page.getByText(`${total} keys approved.`)).toBeVisible({ timeout: 60_000 });
  return id;
}

/** The roster of a class: each gets a node, in order, once all of them answer. */
async function bringIn(page: Page, room: Room, classId: string): Promise<void> {
  const unready = async () =>
    (await list(page, `?class=${classId}&limit=100`))
      .filter(({ state }) => state !== 'ready')
      .map(({ name, state, reason }) => ({ name, state, reason }));
  await expect.poll(unready, { timeout: 60_000 }).toEqual([]);
  await page.getByRole('navigation').getByRole('link', { name: room.name }).click();
  await expect(page.getByText(`${total} of ${total} reachable`)).toBeVisible();
  await page.getByLabel('Roster').fill(room.students.map(({ name, email }) => `${name}, ${email}`).join('\n'));
  await page.getByRole('button', { name: 'Preview changes' }).click();
  for (const [n, { email }] of room.students.entries())
    await expect(page.getByRole('row', { name: new RegExp(`${email}.*node${n} · new`) })).toBeVisible();
  await page.getByRole('button', { name: 'Import 2 students' }).click();
  await expect(page.getByText('2 students imported.')).toBeVisible();
}

/** The first student of a class, by the card that was printed for them. */
async function studentOf(browser: Browser, page: Page, cards: string, { students: [student] }: Room): Promise<Page> {
  await page.goto(cards);
  await page.getByRole('button', { name: 'None' }).click();
  await page.getByLabel(`Print the card of ${student?.name}`).check();
  await page.getByRole('button', { name: 'Set new passwords' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set new passwords' }).click();
  const password = page.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await expect(password).toHaveCount(1);
  const own = await (await browser.newContext()).newPage();
  await signIn(own, student?.email ?? '', (await password.textContent()) ?? '');
  await expect(own).toHaveURL(/\/nodes\/[a-z0-9]{24}$/);
  return own;
}

const api = (page: Page, path: string) => page.request.get(`${panel.origin}/api/v1/${path}`);

async function list(page: Page, query = ''): Promise<NodeDto[]> {
  return ((await (await api(page, `nodes${query}`)).json()) as NodePage).items;
}

/** What the end of another class must not change. */
async function stateOf(page: Page, classId = ''): Promise<unknown> {
  const items = await list(page, `?class=${classId}&limit=100`);
  return items.map(({ id, name, state, stateSince, assignees }) => ({ id, name, state, stateSince, assignees }));
}

async function keysOfRoot(room: Room): Promise<string> {
  const { stdout } = await execOnNode(panel.name, room.real.name, [
    'sh',
    '-c',
    'cat /root/.ssh/authorized_keys 2>/dev/null || true',
  ]);
  return stdout;
}
