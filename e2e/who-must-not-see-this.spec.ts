import { expect, test } from '@playwright/test';
import { enter, signIn } from './journeys';
import { panel } from './panel';

test('a wrong password is refused and says so, in both languages', async ({ page, browser }) => {
  await signIn(page, 'student0@berth.demo', 'not-the-password');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
  const korean = await (await browser.newContext({ locale: 'ko-KR' })).newPage();
  await signIn(korean, 'student0@berth.demo', 'not-the-password');
  await expect(korean.getByRole('alert').first()).toContainText(/[가-힣]/);
});

test('a student does not find the node of another, on no page and by no request', async ({ page }) => {
  await enter(page, 'student0@berth.demo', '/nodes/node1');
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByText('node1', { exact: true })).toHaveCount(0);
  for (const tab of ['', '/containers', '/images', '/layers', '/terminal', '/root-login']) {
    const answer = await page.request.get(`${panel.origin}/nodes/node1${tab}`);
    expect(answer.status()).toBe(404);
    expect(await answer.text()).not.toContain('node1"');
  }
  for (const path of ['', '/containers', '/images', '/layers', '/jobs']) {
    const answer = await page.request.get(`${panel.origin}/api/v1/nodes/node1${path}`);
    expect(answer.status()).toBe(404);
    expect(((await answer.json()) as { code: string }).code).toBe('not_found');
  }
});

test('the setup page is closed once there are accounts', async ({ page }) => {
  const answer = await page.request.post(`${panel.origin}/api/v1/setup`, {
    headers: { origin: panel.origin },
    data: { token: 'a'.repeat(32), email: 'mallory@berth.demo', name: 'M', password: 'long enough password' },
  });
  expect(answer.status()).toBe(409);
});
