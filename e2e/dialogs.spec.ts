import { expect, type Locator, type Page, test } from '@playwright/test';
import { enter, expectAccessible, picture } from './journeys';
import { panel } from './panel';

interface Case {
  /** Its picture is named so. */
  name: string;
  /** What opens it, and has the focus again at the end. */
  opener: Locator;
  /** By the keyboard alone; left out: Enter on the opener. */
  open?: () => Promise<void>;
  title: string | RegExp;
  /** Where the keyboard begins; left out: at the title. */
  first?: (dialog: Locator) => Locator;
  /** It asks or says one thing: no larger than that, also on a phone. */
  small?: boolean;
}

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const field = (label: string) => (dialog: Locator) => dialog.getByLabel(label, { exact: true });
const button = (name: string) => (dialog: Locator) => dialog.getByRole('button', { name, exact: true });

// In the dark, so that a page tells when its code runs.
test.use({ colorScheme: 'dark' });

/** A key that is pressed before the page's code runs is lost; the switch knows the scheme of the browser from then on. */
const runs = (page: Page): Promise<void> => expect(page.getByRole('button', { name: 'Switch to light mode' })).toBeVisible();

/** Opens it, goes around in it, looks at it on a desk and on a phone, and leaves it by Escape. */
async function goThrough(page: Page, { name, opener, open, title, first, small = false }: Case): Promise<void> {
  await expect(opener).toBeVisible();
  if (open) await open();
  else await opener.press('Enter');
  const dialog = page.getByRole('dialog', { name: title, exact: true });
  await expect(first ? first(dialog) : dialog.getByRole('heading').first(), name).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  // Once around, and it never leaves.
  for (const key of ['Shift+Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key);
    expect(await dialog.evaluate((it) => it.contains(document.activeElement)), `${name}: ${key}`).toBe(true);
  }
  await expectAccessible(page);
  await look(page, dialog, name, small);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(opener, name).toBeFocused();
}

async function look(page: Page, dialog: Locator, name: string, small: boolean): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await picture(page, `dialog-${name}-${scheme}`);
    await page.setViewportSize(phone);
    const whole = { x: 0, y: 0, ...phone };
    if (small) await expect.poll(async () => (await dialog.boundingBox())?.height).toBeLessThan(phone.height);
    else await expect.poll(() => dialog.boundingBox()).toEqual(whole);
    await picture(page, `dialog-${name}-${scheme}-390`);
    await page.setViewportSize(desk);
  }
  // The wheel beside it does not move the page, however long that is.
  await page.evaluate(() => document.body.style.setProperty('min-height', '300vh'));
  await page.mouse.move(3, desk.height - 3);
  await page.mouse.wheel(0, 200);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  expect(await page.evaluate(() => window.scrollY), name).toBe(0);
  await page.evaluate(() => document.body.style.removeProperty('min-height'));
}

/** By arrows, as in any menu. */
const menuItem = (page: Page, opener: Locator, item: string) => async (): Promise<void> => {
  await opener.press('Enter');
  const wanted = page.getByRole('menuitem', { name: item });
  await expect(wanted).toBeVisible();
  for (let step = 0; step < 12; step++) {
    if (await wanted.evaluate((it) => it === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
};

test('staff open the dialogs of nodes and of the board by keyboard, and are back where they were', async ({ page }) => {
  await enter(page, 'instructor@berth.demo', '/nodes');
  await runs(page);
  const menu = page.getByRole('button', { name: 'Manage node0' });
  const ofMenu = (item: string) => ({ opener: menu, open: menuItem(page, menu, item) });
  await goThrough(page, {
    name: 'add-node',
    opener: page.getByRole('button', { name: 'Add node' }),
    title: 'Add node',
    first: field('Name'),
  });
  await goThrough(page, { name: 'edit-node', ...ofMenu('Edit'), title: 'Edit node0', first: field('Name') });
  await goThrough(page, { name: 'assign', ...ofMenu('Assign to a student'), title: 'Assign node0' });
  await goThrough(page, { name: 'host-key', ...ofMenu('Host key'), title: 'Host key of node0', small: true });
  await goThrough(page, {
    name: 'remove-node',
    ...ofMenu('Remove from the panel'),
    title: 'Remove node0 from the panel?',
    first: field('Type node0 to confirm'),
    small: true,
  });

  const { items } = await (await page.request.get(`${panel.origin}/api/v1/nodes?limit=200`)).json();
  const { classId } = (items as Array<{ name: string; classId: string }>).find(({ name }) => name === 'node0') ?? {};
  await page.goto(`${panel.origin}/classes/${classId}/root-login`);
  await runs(page);
  await goThrough(page, {
    name: 'root-password',
    opener: page.getByRole('button', { name: 'Root password…' }),
    title: /root/i,
    first: (dialog) => dialog.getByRole('radio', { checked: true }),
  });

  await page.goto(`${panel.origin}/classes/${classId}/board`);
  await runs(page);
  const grid = page.getByRole('grid');
  const head = grid.getByRole('columnheader').nth(4);
  const title = (await head.getAttribute('aria-label')) ?? '';
  await goThrough(page, { name: 'column', opener: head, open: () => byArrows(page, head), title });
  const row = grid.getByRole('row').filter({ hasText: 'Student 0' });
  const cell = row.getByRole('gridcell').nth(3);
  await goThrough(page, { name: 'cell', opener: cell, open: () => byArrows(page, cell), title: `Student 0 · ${title}` });

  // One above the other: Escape closes the upper one, and the keyboard is in the lower one.
  const name = row.getByRole('rowheader');
  await byArrows(page, name);
  const track = page.getByRole('dialog', { name: 'Student 0 · activity' });
  const watch = track.getByRole('button', { name: 'Watch terminal' });
  await watch.press('Enter');
  const above = page.getByRole('dialog', { name: 'Terminal of Student 0' });
  await expect(above.getByRole('heading').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(above).toHaveCount(0);
  await expect(watch).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(name).toBeFocused();
});

/** The grid has one place for Tab; the arrows go on from there. */
async function byArrows(page: Page, cell: Locator): Promise<void> {
  const wanted = (await cell.getAttribute('data-place'))?.split(':').map(Number) ?? [];
  await page.getByRole('grid').locator('[tabindex="0"]').first().focus();
  await page.keyboard.press('Control+Home');
  for (let row = 0; row < (wanted[0] ?? 0); row++) await page.keyboard.press('ArrowDown');
  for (let column = 0; column < (wanted[1] ?? 0); column++) await page.keyboard.press('ArrowRight');
  await expect(cell).toBeFocused();
  await page.keyboard.press('Enter');
}

test('an administrator opens the dialogs of accounts by keyboard', async ({ page }) => {
  await enter(page, 'admin@berth.demo', '/accounts');
  await runs(page);
  await goThrough(page, {
    name: 'make-account',
    opener: page.getByRole('button', { name: 'New account' }),
    title: 'New account',
    first: field('Name'),
  });
  await goThrough(page, {
    name: 'manage-account',
    opener: page.getByRole('button', { name: 'Manage the account of Student 1' }),
    title: 'student1@berth.demo',
  });
});

test('a dialog stays while its request is under way, and leaves the keyboard in the list where its button is gone', async ({
  page,
}) => {
  const api = `${panel.origin}/api/v1/nodes/node0/volumes`;
  const headers = { origin: panel.origin };
  await enter(page, 'student0@berth.demo', '/nodes/node0/volumes');
  await runs(page);
  await goThrough(page, {
    name: 'create-volume',
    opener: page.getByRole('button', { name: 'Create volume' }).first(),
    title: 'Create a volume',
    first: field('Name'),
  });

  // The answer comes when it is let through.
  const { promise: letThrough, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/volumes', async (route) => {
    if (route.request().method() === 'POST') await letThrough;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Create volume' }).first().press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Create a volume' });
  await dialog.getByLabel('Name').fill('kept');
  const create = dialog.getByRole('button', { name: 'Create', exact: true });
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/volumes'));
  await create.press('Enter');
  await sent;
  await expect(create).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  // The button that had the focus is disabled: the keyboard is still in the dialog.
  await page.keyboard.press('Tab');
  expect(await dialog.evaluate((it) => it.contains(document.activeElement))).toBe(true);
  await expect(dialog).toBeVisible();
  answer();
  await expect(dialog).toHaveCount(0);
  await page.unrouteAll();
  await page.request.post(api, { headers, data: { name: 'stays' } });

  // Somebody else removes the volume while it is asked about.
  const table = page.getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(3);
  const remove = table.getByRole('button', { name: 'Remove kept' });
  await remove.press('Enter');
  await expect(button('Cancel')(page.getByRole('dialog', { name: 'Remove volume kept?' }))).toBeFocused();
  expect((await page.request.delete(`${api}/kept`, { headers })).ok()).toBe(true);
  await expect(remove).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(table).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await table.evaluate((it) => it.contains(document.activeElement))).toBe(true);
  await page.request.delete(`${api}/stays`, { headers });
});
