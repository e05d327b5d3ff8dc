import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { enter, expectAccessible, expectFitsPhone, picture } from './journeys';
import { tarOf } from '@/lib/shared/tar';
import { panel } from './panel';
import { pushFreshImage, slowRegistry } from './slow-registry';

const node0 = `${panel.origin}/api/v1/nodes/node0`;

/** Asks as the reader of this page, past the browser: what is sent, and read, is up to the test. */
async function askAs(page: Page, url: string, options: RequestOptions): Promise<ClientRequest> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const asked = request(url, { ...options, headers: { cookie, origin: panel.origin, ...options.headers } });
  // Its end is what the test makes it.
  asked.on('error', () => {});
  return asked;
}
const badge = (page: Page, jobs: 'no jobs' | '1 job'): Locator => page.getByRole('button', { name: `Activity: ${jobs} running` });
const card = (page: Page, title: string): Locator =>
  page
    .getByRole('dialog')
    .getByRole('article')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('one’s own jobs are on every page of one’s own, live and after a reload, and on nobody else’s', async ({
  page: working,
  context,
  browser,
}) => {
  const { proxy, lab, address } = await slowRegistry();
  await pushFreshImage(lab, 'fresh/activity');
  const image = `${address}/fresh/activity`;
  const others = await browser.newContext();
  const other = await others.newPage();
  const slow = proxy.faults;
  try {
    await enter(working, 'student0@berth.demo', '/nodes/node0/images');
    // Neither shows the node.
    const looking = await context.newPage();
    await enter(looking, 'student0@berth.demo', '/account');
    await enter(other, 'student1@berth.demo', '/account');
    await other.getByRole('button', { name: /^Activity/ }).click();
    await expect(other.getByRole('dialog', { name: 'Activity' })).toBeVisible();
    await expect(other.getByRole('dialog')).not.toContainText('Loading');
    const before = await other.getByRole('article').count();
    await expect(badge(looking, 'no jobs')).toBeVisible();

    await test.step('a pull begins in one tab, moves in the other, and is still there after a reload', async () => {
      await working.getByRole('textbox', { name: /^Pull an image/ }).fill(image);
      await working.getByRole('button', { name: 'Pull', exact: true }).click();
      const title = `Pulling ${image}`;
      await badge(looking, '1 job').click();
      const sum = async () =>
        (
          await card(looking, title)
            .getByRole('progressbar')
            .evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('aria-valuenow'))))
        ).reduce((all, percent) => all + percent, 0);
      await expect.poll(sum).toBeGreaterThan(0);
      const now = await sum();
      await expect.poll(sum).toBeGreaterThan(now);
      await looking.reload();
      await badge(looking, '1 job').click();
      await expect.poll(sum).toBeGreaterThan(now);
      await expectAccessible(looking);
      await picture(looking, 'activity');
      proxy.faults = {};
      await expect(card(looking, title).getByText('done', { exact: true })).toBeVisible();
      await expect(badge(working, 'no jobs')).toBeVisible();
    });

    await test.step('a file that is sent moves there too, and fails when its sender goes away', async () => {
      const whole = Buffer.from(await tarOf([{ path: 'big', content: new Blob([Buffer.alloc(20_000_000)]) }]).arrayBuffer());
      const sizeBytes = whole.length;
      const headers = { 'content-type': 'application/x-tar', 'content-length': sizeBytes };
      const sending = await askAs(working, `${node0}/images/load?name=half.tar&sizeBytes=${sizeBytes}`, {
        method: 'POST',
        headers,
      });
      sending.write(whole.subarray(0, sizeBytes / 2));
      const loading = card(looking, 'Loading half.tar');
      await expect(loading.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/);
      sending.destroy();
      await expect(loading).toContainText('The file did not arrive whole');
      await expect(loading.getByText('failed', { exact: true })).toBeVisible();
    });

    await test.step('a download is cancelled there, and breaks off', async () => {
      const asked = await askAs(working, `${node0}/images/${encodeURIComponent(image)}/save`, { method: 'GET' });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      expect(answer.statusCode).toBe(200);
      const saving = card(looking, `Saving ${image} as a file`);
      await expect(saving).toContainText(/MB so far/);
      await picture(looking, 'activity-save');
      const broken = once(answer, 'error');
      await saving.getByRole('button', { name: 'Cancel download' }).click();
      answer.resume();
      await broken;
      await expect(saving).toContainText('cancelled by Student 0');
    });

    await test.step('a removal is there with what it freed', async () => {
      const { items } = await (await working.request.get(`${node0}/images`)).json();
      const only = items
        .filter(({ tags }: { tags: string[] }) => tags.includes(`${image}:latest`))
        .map(({ id }: { id: string }) => id);
      const data = { scope: 'unused', only };
      const pruned = await working.request.post(`${node0}/images/prune`, { headers: { origin: panel.origin }, data });
      expect((await pruned.json()).removed).toHaveLength(1);
      await expect(card(looking, 'Removal of unused images').first()).toContainText(/1 removed, .*B freed/);
      await expectFitsPhone(looking);
      await picture(looking, 'activity-phone');
    });

    await expect(other.getByRole('article')).toHaveCount(before);
    await other.reload();
    await other.getByRole('button', { name: 'Activity: no jobs running' }).click();
    await expect(other.getByRole('dialog', { name: 'Activity' })).toBeVisible();
    await expect(other.getByText(image)).toHaveCount(0);
    await expect(other.getByText('half.tar')).toHaveCount(0);
  } finally {
    proxy.faults = slow;
    await others.close();
    await proxy.stop();
  }
});

test('work on many nodes is one card of whoever began it, on every page, and is cancelled there', async ({ page, context }) => {
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  const { classId } = await (await page.request.get(node0)).json();
  await page.goto(`${panel.origin}/account`);
  await expect(badge(page, 'no jobs')).toBeVisible();
  const data = { kind: 'node.command', command: 'sleep 300', timeoutSeconds: 300, nodes: ['node0', 'node1'] };
  const headers = { origin: panel.origin };
  const started = await context.request.post(`${panel.origin}/api/v1/classes/${classId}/operations`, { headers, data });
  expect(started.status(), await started.text()).toBe(202);
  await badge(page, '1 job').click();
  const command = card(page, 'Command').first();
  await expect(command).toContainText('sleep 300');
  await expect(command).toContainText('0 of 2 nodes done');
  await expectAccessible(page);
  await picture(page, 'activity-operation');
  await page.reload();
  await badge(page, '1 job').click();
  await command.getByRole('button', { name: 'Cancel' }).click();
  await expect(command).toContainText('Cancelled.');
  await expect(command).toContainText('2 nodes need attention');
  await expect(page.getByRole('button', { name: 'Activity: no jobs running', includeHidden: true })).toBeVisible();
  await command.getByRole('link', { name: 'Each node' }).click();
  await expect(page.getByRole('dialog', { name: 'Activity' })).toBeHidden();
  const region = page.getByRole('region', { name: 'Command' });
  await expect(region).toContainText('0 of 2 nodes done');
  await expect(region).toContainText('node1');
});
