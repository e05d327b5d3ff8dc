import { expect, test } from '@playwright/test';
import { enter, expectAccessible, picture, signIn } from './journeys';
import { panel } from './panel';

const newcomer = { name: 'New Student', email: 'new.student@school.example' };

test('a roster becomes accounts, their cards are printed with passwords known this once, and a student signs in with one', async ({
  browser,
}) => {
  const page = await (await browser.newContext()).newPage();
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  await page.goto(`${panel.origin}/classes?all`);
  await page.getByRole('link', { name: 'demo', exact: true }).click();
  await expect(page).toHaveURL(/\/classes\/[a-z0-9]{24}/);

  await page.getByLabel('Roster').fill(`nobody\n${newcomer.name}, ${newcomer.email}`);
  await page.getByRole('button', { name: 'Preview changes' }).click();
  await expect(page.getByText('Line 1')).toBeVisible();
  await expect(page.getByText('No e-mail address found.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Import 1 student' }).click();
  await expect(page.getByRole('row', { name: new RegExp(newcomer.email) })).toBeVisible();
  // What could not be stays, to be mended.
  await expect(page.getByLabel('Roster')).toHaveValue('nobody');

  await page.getByRole('link', { name: 'To the sign-in cards' }).click();
  await page.getByRole('button', { name: 'None' }).click();
  await page.getByLabel(`Print the card of ${newcomer.name}`).check();
  await expect(page.getByText('1 card on 1 page')).toBeVisible();
  await page.getByRole('button', { name: 'Set new passwords' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set new passwords' }).click();
  const password = page.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  await expect(password).toHaveCount(1);
  const secret = (await password.textContent()) ?? '';
  await picture(page, 'sign-in-card');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(secret)).toBeVisible();
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(paper.match(/\/Type \/Page\b/g)).toHaveLength(1);

  const student = await (await browser.newContext()).newPage();
  await signIn(student, newcomer.email, secret);
  await expect(student.getByText('No node of this class is assigned to you yet.')).toBeVisible();

  // Shown once: the same page opened anew knows it no longer.
  await page.emulateMedia({ media: 'screen' });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText(newcomer.email)).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  await page.getByRole('link', { name: 'demo', exact: true }).click();
  await page.getByRole('button', { name: `Remove ${newcomer.name} from the class` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from the class' }).click();
  await expect(page.getByText(newcomer.email)).toHaveCount(0);
});
