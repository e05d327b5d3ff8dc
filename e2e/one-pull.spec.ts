import { expect, type Page, test } from '@playwright/test';
import { startSshd, stopSshd } from '@/lab/lab';
import { enter, expectAccessible, expectFitsPhone, picture } from './journeys';
import { panel } from './panel';
import { pushFreshImage, slowRegistry } from './slow-registry';

const headers = { origin: panel.origin };
const images = `${panel.origin}/api/v1/nodes/node0/images`;

test('a pull before two browsers: one reloads, one cancels, and one that is cut off from its node ends well', async ({
  page: student,
  browser,
}) => {
  const { proxy, lab, address } = await slowRegistry();
  await pushFreshImage(lab, 'fresh/pull');
  const image = `${address}/fresh/pull`;
  const other = await browser.newContext();
  const staff = await other.newPage();
  const both = [student, staff];
  const card = (page: Page) =>
    page.getByRole('article').filter({ has: page.getByRole('heading', { name: `Pulling ${image}`, exact: true }) });
  /** How full the bar of each layer is. */
  const bars = (page: Page) =>
    card(page)
      .getByRole('progressbar')
      .evaluateAll((all) =>
        all.map((bar) => [bar.getAttribute('aria-label'), Number(bar.getAttribute('aria-valuenow'))] as const),
      );
  const sum = async (page: Page) => (await bars(page)).reduce((all, [, percent]) => all + percent, 0);
  const row = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link', { name: `${image}:latest` }) });
  /** Nothing comes any more: what both show stands still, and is the same. */
  const expectSame = async () => {
    proxy.faults = { hold: true };
    await expect.poll(async () => JSON.stringify(await bars(student)) === JSON.stringify(await bars(staff))).toBe(true);
  };
  const slow = proxy.faults;
  try {
    await enter(student, 'student0@berth.demo', '/nodes/node0/images');
    await enter(staff, 'instructor@berth.demo', '/nodes/node0/images');
    await student.getByRole('textbox', { name: /^Pull an image/ }).fill(image);
    await student.getByRole('button', { name: 'Pull', exact: true }).click();
    for (const page of both) await expect.poll(() => sum(page)).toBeGreaterThan(0);
    await expect(card(staff)).toContainText('started by Student 0');
    await expectSame();
    const before = await sum(staff);
    await student.reload();
    await expectSame();
    expect(await sum(student)).toBeGreaterThanOrEqual(before);
    proxy.faults = slow;
    for (const page of both) await expect.poll(() => sum(page)).toBeGreaterThan(before);

    await card(staff).getByRole('button', { name: 'Cancel pull' }).click();
    for (const page of both) {
      await expect(card(page)).toContainText('cancelled by Instructor');
      await expect(card(page).getByText('cancelled', { exact: true })).toBeVisible();
      await expect(row(page)).toHaveCount(0);
    }
    await picture(student, 'pull-cancelled');

    // Both at once: one job.
    const asked = await Promise.all(both.map((page) => page.request.post(`${images}/pull`, { headers, data: { image } })));
    const [first, second] = await Promise.all(asked.map((answer) => answer.json()));
    expect(first.id).toBe(second.id);
    for (const page of both) {
      await expect(card(page)).toHaveCount(1);
      await expect.poll(() => sum(page)).toBeGreaterThan(0);
    }
    await stopSshd(panel.name, 'node0', true);
    for (const page of both) await expect(card(page).getByRole('status')).toContainText('The pull continues');
    await expectAccessible(student);
    await picture(student, 'pull-cut');
    await expectFitsPhone(student);
    await picture(student, 'pull-cut-phone');
    await student.setViewportSize({ width: 1440, height: 900 });
    await startSshd(panel.name, 'node0');
    for (const page of both) {
      await expect(card(page).getByRole('status')).toHaveCount(0);
      await expect.poll(() => sum(page)).toBeGreaterThan(0);
    }
    proxy.faults = {};
    for (const page of both) {
      await expect(row(page)).toBeVisible();
      await expect(card(page)).toHaveCount(0);
    }
    // Both are the student's, whose node it is.
    await student.getByRole('button', { name: /^Activity/ }).click();
    await expect(card(student).first().getByText('done', { exact: true })).toBeVisible();
    await expect(card(student).nth(1)).toContainText('cancelled by Instructor');
  } finally {
    proxy.faults = {};
    await startSshd(panel.name, 'node0');
    // By the browser, which opens a new connection where the one it has kept was closed meanwhile.
    const pulled = `${images}/${encodeURIComponent(`${image}:latest`)}?force=true`;
    await staff.evaluate((url) => fetch(url, { method: 'DELETE' }), pulled);
    await other.close();
    await proxy.stop();
  }
});
