import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { ensureLab, type LabNode, labUsers } from '@/lab/lab';
import type { NodeDto } from '@/lib/shared/nodes';
import { enter, expectAccessible, picture } from './journeys';
import { panel } from './panel';

/** The demo's lab, with so many nodes beyond the demo's. */
const labWith = (more: number) =>
  ensureLab({
    name: panel.name,
    nodes: Array.from({ length: panel.nodes + more }, () => ({ base: 'bookworm', store: 'overlay2' })),
    exact: true,
  });

const className = 'workshop';
let spare: LabNode;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  const found = (await labWith(1)).nodes.at(-1);
  if (!found) throw new Error('The lab has no node to spare.');
  spare = found;
});
// The journeys after this one find the nodes and classes as the demo left them.
test.afterEach(async ({ page }) => {
  const classes = `${panel.origin}/api/v1/classes`;
  const headers = { origin: panel.origin };
  const { items } = (await (await page.request.get(classes)).json()) as { items: Array<{ id: string; name: string }> };
  // Its nodes leave with it.
  const own = items.find(({ name }) => name === className);
  if (own) await page.request.delete(`${classes}/${own.id}?takeBack=false`, { headers });
});
test.afterAll(async () => {
  test.setTimeout(60_000);
  await labWith(0);
});

test('a pasted CSV is looked at, written without its bad line, its host key approved, and the doctor says which node is ready', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  await page.goto(`${panel.origin}/classes?all`);
  await page.getByRole('button', { name: 'New class' }).click();
  await page.getByLabel('Class name').fill(className);
  await page.getByRole('button', { name: 'Create class' }).click();
  await expect(page).toHaveURL(/\/classes\/[a-z0-9]{24}$/);
  const add = `${page.url()}/add`;

  // One that is right, one with another port than its sshd's, and one that nobody may write.
  const secret = 'canary-of-spare1';
  const text = [
    'name,host,port,user,password,root_password',
    `spare0,${spare.host},22,ubuntu,${labUsers.ubuntu},${labUsers.root}`,
    `spare1,${spare.host},2222,ubuntu,${secret},`,
    'spare2,-oProxyCommand=touch /tmp/x,22,ubuntu,ubuntu,',
  ].join('\n');
  await page.goto(add);
  const box = page.getByRole('textbox', { name: 'Nodes' });
  await box.fill(text);
  await expect(page.getByText('2 new · none changed · 0 unchanged · 1 invalid line')).toBeVisible();
  const bad = page.getByRole('row', { name: /spare2/ });
  await expect(bad).toContainText('-oProxyCommand=touch /tmp/x is neither a host name nor an IP address.');
  await expect(bad.getByRole('cell').last()).toHaveText('4');
  await expectAccessible(page);
  await picture(page, 'add-nodes-preview');
  await inKorean(page, async () => {
    // What was pasted outlives the change of language.
    await expect(page.getByRole('textbox', { name: '노드 목록' })).toHaveValue(text);
    await expect(page.getByText('새 노드 2대 · 바뀌는 노드 0대 · 그대로 0대 · 잘못된 줄 1개')).toBeVisible();
    await picture(page, 'add-nodes-preview-ko');
  });
  await page.getByRole('button', { name: 'Save 2 nodes' }).click();
  await expect(page.getByText('2 nodes added')).toBeVisible();
  await expect(page.getByText('One line was not saved.')).toBeVisible();

  const keys = page.getByRole('region', { name: 'Host keys to approve' });
  await expect(keys.getByRole('row', { name: /spare0/ })).toContainText(ed25519(spare));
  await keys.getByLabel('I have compared the key of spare0').check();
  await inKorean(page, () => picture(page, 'add-nodes-keys-ko'));
  await keys.getByRole('button', { name: 'Approve 1 key' }).click();
  await expect(page.getByText('1 key approved.')).toBeVisible();
  await expect.poll(async () => (await nodeOf(page, 'spare0')).state).toBe('ready');

  // The same again, on a page that knows nothing of the first time.
  await page.goto(add);
  await box.fill(text);
  await expect(page.getByText('none new · none changed · 2 unchanged · 1 invalid line')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nothing to save' })).toBeDisabled();

  // What is taken along holds what was pasted, and no secret of it.
  const csv = await download(page, 'CSV');
  expect(csv).toMatch(/^name,host,port,user,jump,host_key,student\r\n/);
  expect(csv).toContain(`spare0,${spare.host},22,ubuntu,,ssh-ed25519 `);
  expect(csv).toContain(`spare1,${spare.host},2222,ubuntu,,,\r\n`);
  const config = await download(page, 'ssh_config');
  expect(config).toContain(`Host spare1\n  HostName ${spare.host}\n  Port 2222\n  User ubuntu\n`);
  expect(`${csv}${config}`).not.toContain(secret);

  await page.getByRole('navigation').getByRole('link', { name: 'Doctor' }).click();
  await page.getByRole('button', { name: 'Check all nodes' }).click();
  await expect(page.getByText('1 ready · 0 almost · 1 not ready')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(`${spare.host}:2222 refuses the connection.`).first()).toBeVisible();
  await page.getByRole('button', { name: 'Check results of spare0' }).click();
  await expect(page.getByText('The host key matches the approved one.')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'doctor');
  await inKorean(page, () => picture(page, 'doctor-ko'));
});

/** Looks at the page in Korean, and puts the language back. */
async function inKorean(page: Page, look: () => Promise<unknown>): Promise<void> {
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await look();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
}

async function nodeOf(page: Page, name: string): Promise<NodeDto> {
  return (await page.request.get(`${panel.origin}/api/v1/nodes/${name}`)).json() as Promise<NodeDto>;
}

const ed25519 = (node: LabNode): string => node.hostKeys.find((key) => key.type === 'ssh-ed25519')?.sha256 ?? 'no ed25519 key';

async function download(page: Page, link: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: link, exact: true }).click();
  return readFile(await (await coming).path(), 'utf8');
}
