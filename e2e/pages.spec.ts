import { expect, type Page, test } from '@playwright/test';
import { enter, expectAccessible, picture } from './journeys';
import { panel } from './panel';

const ofInstructor = [
  '/nodes',
  '/nodes/node0',
  '/nodes/node0/containers',
  '/nodes/node0/images',
  '/nodes/node0/layers',
  '/nodes/node0/terminal',
  '/nodes/node1',
  '/nodes/node1/root-login',
  '/account',
  '/audit',
  '/classes',
  '/classes?all',
];
const ofAdmin = ['/accounts', '/audit'];
/** Below the address of the demo's class. */
const ofClass = ['/add', '/doctor', '/prepare', '/root-login', '/cards', '/settings'];

/** A page in the dark is the same page in other colours: of axe's rules the contrast alone can say something else. */
const rulesFor: Record<'light' | 'dark', string[] | undefined> = { light: undefined, dark: ['color-contrast'] };

for (const locale of ['ko-KR', 'en-US'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every page is in ${locale}, ${colorScheme}, readable by everybody, and fits a phone`, async ({ browser }) => {
      test.setTimeout(600_000);
      const complaints: string[] = [];
      const readers = { 'instructor@berth.demo': ofInstructor, 'admin@berth.demo': ofAdmin };
      for (const [reader, pages] of Object.entries(readers)) {
        const context = await browser.newContext({ locale, colorScheme, viewport: { width: 1440, height: 900 } });
        const page = await context.newPage();
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(`${panel.origin}/sign-in`);
        await expectAccessible(page, rulesFor[colorScheme]);
        await picture(page, `sign-in-${locale}-${colorScheme}`);
        await enter(page, reader, /\/nodes$/);
        const kind = `${locale}-${colorScheme}`;
        for (const path of pages) await look(page, path, path.slice(1), kind, rulesFor[colorScheme]);
        if (pages === ofInstructor) {
          const { items } = await (await page.request.get(`${panel.origin}/api/v1/classes`)).json();
          for (const path of ofClass)
            await look(page, `/classes/${items[0].id}${path}`, `class${path}`, kind, rulesFor[colorScheme]);
        }
        await context.close();
      }
      expect(complaints).toEqual([]);
    });
  }
}

async function look(page: Page, path: string, title: string, kind: string, rules: string[] | undefined): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${panel.origin}${path}`);
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', kind.slice(0, 2));
  await expectAccessible(page, rules);
  // Where one is stands in the bar, on the page itself and on those below it.
  if (!path.includes('?')) await expect(page.getByRole('banner').locator('[aria-current]').first()).toBeAttached();
  const name = `${title.replaceAll(/[/?]/g, '-')}-${kind}`;
  await picture(page, name);
  await page.setViewportSize({ width: 390, height: 844 });
  // The page itself never scrolls sideways; what is wide scrolls inside.
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path)
    .toBeLessThanOrEqual(0);
  await picture(page, `${name}-390`);
}
