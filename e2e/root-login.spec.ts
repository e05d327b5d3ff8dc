import { expect, test } from '@playwright/test';
import { enter, expectAccessible, picture, readTerminal, type } from './journeys';
import { panel } from './panel';

test('a student walks through the root login on a node as the class finds it, sees each tick, and lets the panel work as root', async ({
  page,
}) => {
  await enter(page, 'student1@berth.demo', '/nodes/node1/root-login');
  const step = (key: string) => page.locator(`[data-step="${key}"]`);
  const ticked = (key: string) => expect(step(key)).toHaveAttribute('data-state', 'ticked');
  const screen = await readTerminal(page);
  await expect(screen).toContainText('ubuntu@node1');
  await ticked('shell');

  await type(page, 'su root');
  await expect(screen).toContainText('Password:');
  await ticked('su');
  await type(page, 'not it');
  await expect(page.getByText(/the password was wrong|비밀번호가 틀렸거나/)).toBeVisible();
  await picture(page, 'root-login-wrong');

  await type(page, 'su root');
  await expect(screen).toContainText(/Password:[\s\S]*Password:/);
  await type(page, 'root');
  await expect(screen).toContainText('root@node1');
  await ticked('password');
  await expect(step('cd')).toHaveAttribute('data-state', 'next');
  await type(page, 'cd /');
  await ticked('cd');
  await ticked('there');
  await expectAccessible(page);
  await picture(page, 'root-login-ticked');

  await page.getByRole('button', { name: /^(Let the panel log in as root|패널의 root 로그인 허용)$/ }).click();
  await expect(page.getByText(/The panel logs in as root on this node|이 노드에 root 로그인 중입니다/)).toBeVisible({
    timeout: 30_000,
  });
  // The guided shell is on a connection of its own: it is still root's.
  await page.locator('.xterm:visible').click();
  await type(page, 'docker ps --format shell-$((40+2))-{{.Names}}; echo still-$((40+2))');
  await expect(screen).toContainText('still-42');
  await picture(page, 'root-login-done');

  // And back, as it was found.
  await page.getByRole('button', { name: /^(Revoke|해제)$/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Revoke|해제)$/ })
    .click();
  await expect(page.getByRole('button', { name: /^(Let the panel log in as root|패널의 root 로그인 허용)$/ })).toBeVisible({
    timeout: 30_000,
  });
});

test('an instructor sees who of the class is at which stage', async ({ page }) => {
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  const { items } = (await (await page.request.get(`${panel.origin}/api/v1/classes`)).json()) as { items: Array<{ id: string }> };
  await page.goto(`${panel.origin}/classes/${items[0]?.id}/root-login`);
  await expect(page.locator('[data-node="node0"]')).toHaveAttribute('data-stage', 'done');
  await expectAccessible(page);
  await picture(page, 'class-root-login');
});
