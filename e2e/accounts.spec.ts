import { expect, test } from '@playwright/test';
import { enter, expectAccessible, picture, signIn } from './journeys';
import { panel } from './panel';

const person = { name: 'Made Here', email: 'made.here@school.example' };
const first = 'the first one of these';
const own = 'a sentence only I know';

test('an admin makes an account, its owner changes the password, signs out, and the old cookie no longer works; the audit tells it', async ({
  browser,
}) => {
  const admin = await (await browser.newContext()).newPage();
  await enter(admin, 'admin@berth.demo', /\/nodes$/);
  await admin.goto(`${panel.origin}/accounts`);
  await admin.getByRole('button', { name: 'New account' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(person.name);
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Initial password').fill('1234567890');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(dialog.getByText('This password is on lists of common passwords.')).toBeVisible();
  await dialog.getByLabel('Initial password').fill(first);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(admin.getByRole('row', { name: new RegExp(person.email) })).toBeVisible();
  await expectAccessible(admin);
  await picture(admin, 'accounts');

  // A link survives the sign-in.
  const context = await browser.newContext();
  const owner = await context.newPage();
  await owner.goto(`${panel.origin}/account`);
  await expect(owner).toHaveURL(/\/sign-in\?to=%2Faccount$/);
  await owner.getByLabel('E-mail').fill(person.email);
  await owner.getByLabel(/^Password/).fill(first);
  await owner.locator('button[type=submit]').click();
  await expect(owner).toHaveURL(/\/account$/);
  await owner.getByLabel('Current password').fill(first);
  await owner.getByLabel('New password').fill(own);
  await owner.getByRole('button', { name: 'Change password' }).click();
  await expect(owner.getByText('Password changed.')).toBeVisible();
  await expect(owner.getByText('this device')).toBeVisible();
  await expectAccessible(owner);
  await picture(owner, 'account');

  const copied = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const me = () => fetch(`${panel.origin}/api/v1/me`, { headers: { cookie: copied } }).then((response) => response.status);
  expect(await me()).toBe(200);
  await owner.getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await expect(owner).toHaveURL(/\/sign-in/);
  expect(await me()).toBe(401);
  await signIn(owner, person.email, first);
  await expect(owner.getByRole('alert')).toBeVisible();

  await admin.goto(`${panel.origin}/audit`);
  for (const action of ['user.create', 'user.password', 'sign-out', 'sign-in']) {
    await admin.getByLabel('Action').fill(action);
    await expect(admin.getByRole('row', { name: new RegExp(`${action}.*${person.email}`) }).first()).toBeVisible();
  }
  await expectAccessible(admin);
  await picture(admin, 'audit');

  await admin.goto(`${panel.origin}/accounts`);
  await admin.getByRole('button', { name: `Manage the account of ${person.name}` }).click();
  await admin.getByRole('button', { name: 'Delete account…' }).click();
  await expect(admin.getByText('Deleted with it:')).toBeVisible();
  await expectAccessible(admin);
  await admin.getByLabel(`Type ${person.email} to delete the account`).fill(person.email);
  await admin.getByRole('button', { name: 'Delete account', exact: true }).click();
  await expect(admin.getByRole('row', { name: new RegExp(person.email) })).toHaveCount(0);
});
