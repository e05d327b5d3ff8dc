import { expect, test } from '@playwright/test';
import { enter } from './journeys';
import { panel } from './panel';

for (const locale of ['ko-KR', 'en-US'] as const)
  test(`every lesson of the demo's course in ${locale}, whole, as staff read it`, async ({ browser }) => {
    const context = await browser.newContext({ locale, viewport: { width: 800, height: 900 } });
    const page = await context.newPage();
    await enter(page, 'instructor@berth.demo', /\/nodes$/);
    const api = `${panel.origin}/api/v1`;
    const { items } = (await (await page.request.get(`${api}/nodes?limit=200`)).json()) as {
      items: Array<{ name: string; classId: string }>;
    };
    const classId = items.find(({ name }) => name === 'node0')?.classId ?? '';
    const { lessons } = (await (await page.request.get(`${api}/classes/${classId}/course`)).json()) as {
      lessons: Array<{ id: string }>;
    };
    for (const { id } of lessons) {
      await page.setViewportSize({ width: 800, height: 900 });
      await page.goto(`${panel.origin}/classes/${classId}/course/${id}`);
      await expect(page.locator('[data-step]').first()).toBeVisible();
      // As high as the whole lesson: a picture out of sight is not loaded.
      await page.setViewportSize({ width: 800, height: await page.evaluate(() => document.documentElement.scrollHeight) });
      const pictures = page.getByRole('main').locator('img');
      await expect
        .poll(() => pictures.evaluateAll((all) => all.every((each) => (each as HTMLImageElement).naturalWidth > 0)), id)
        .toBe(true);
      await page.screenshot({ path: `test-results/lessons/${id}-${locale}.png`, fullPage: true, animations: 'disabled' });
    }
    await context.close();
  });
