import AxeBuilder from '@axe-core/playwright';
import { type Cookie, expect, type Locator, type Page } from '@playwright/test';
import { panel } from './panel';

const password = 'berth-demo-class';

/** Chromium ends what is under way when an address of the machine changes, as it does where nodes of a lab begin or end: it is asked again. */
async function goTo(page: Page, address: string): Promise<void> {
  try {
    await page.goto(address);
  } catch (error) {
    if (!String(error).includes('ERR_NETWORK_CHANGED')) throw error;
    await page.goto(address);
  }
}

/** Signs in by the form, as everybody does. @param to the page that was asked for before, below the panel's address */
export async function signIn(page: Page, email: string, secret = password, to?: string): Promise<void> {
  await goTo(page, `${panel.origin}/sign-in${to ? `?to=${encodeURIComponent(to)}` : ''}`);
  await page.getByLabel(/^(E-mail|이메일)/).fill(email);
  await page.getByLabel(/^(Password|비밀번호)/).fill(secret);
  await page.locator('button[type=submit]').click();
}

/** Sessions of the demo's accounts, by e-mail address. */
const sessions = new Map<string, Cookie>();

/**
 * Somebody of the demo. The first journey of each signs in by the form, the later ones go on with that session.
 * @param place where signing in leads; or an address below the panel's to come to instead: a journey that is not about landing
 *   need not load a lesson first
 */
export async function enter(page: Page, email: string, place: RegExp | string): Promise<void> {
  const to = typeof place === 'string' ? place : undefined;
  const kept = sessions.get(email);
  if (kept) {
    await page.context().addCookies([kept]);
    await goTo(page, `${panel.origin}${to ?? ''}`);
  } else await signIn(page, email, password, to);
  await expect(page).toHaveURL(to === undefined ? place : `${panel.origin}${to}`);
  const session = (await page.context().cookies()).find(({ name }) => name === 'berth.session');
  if (session) sessions.set(email, session);
}

/** Nothing serious for people who read with their ears or use a keyboard. @param rules some of axe's rules, instead of all */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  // xterm draws its screen for the eye and offers a screen reader mode of its own. Legacy mode: no frame of these pages is another site's,
  // and without it every look opens a page of its own. Of what is right nothing is asked, so nothing is written about it.
  // The title of a page that was led to comes a moment after its text.
  await expect(page).toHaveTitle(/./);
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude('.xterm');
  const result = await (rules ? axe.withRules(rules) : axe).analyze();
  const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
}

/** The page itself never scrolls sideways on a phone; what is wide scrolls inside. */
export async function expectFitsPhone(page: Page, what = page.url()): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), what)
    .toBeLessThanOrEqual(0);
}

/**
 * Opens the terminal tab and answers with what it shows as text: the screen itself is drawn on a canvas, so it is read the way a
 * screen reader does.
 */
export async function openTerminal(page: Page, node: string): Promise<Locator> {
  await page.goto(`${panel.origin}/nodes/${node}/terminal`);
  return readTerminal(page);
}

/** The text of the terminal on the page, and the keyboard in it. */
export async function readTerminal(page: Page): Promise<Locator> {
  const toggle = page.getByRole('button', { name: /Screen reader mode|화면 낭독기/ });
  // The choice is remembered by the browser.
  await expect(toggle).toHaveAttribute('aria-pressed', /true|false/);
  if ((await toggle.getAttribute('aria-pressed')) === 'false') await toggle.click();
  const screen = page.locator('.xterm-accessibility:visible');
  await expect(screen).toBeVisible();
  await page.locator('.xterm:visible').click();
  return screen;
}

/** Types one line into the terminal that has the focus. */
export async function type(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line, { delay: 5 });
  await page.keyboard.press('Enter');
}

/** Steps through the page with the keyboard until something of this name has the focus. Fails where nothing has it, or it left the dialog. */
export async function focusOn(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 60; step++) {
    const at = await page.evaluate(() => {
      const { activeElement: on } = document;
      const dialog = document.querySelector('[role=dialog]');
      const labels = on && 'labels' in on ? ((on.labels as NodeListOf<HTMLElement> | null) ?? []) : [];
      const text = on?.getAttribute('aria-label') ?? labels[0]?.textContent ?? on?.textContent ?? '';
      return { text: text.trim(), isLost: on === null || on === document.body, isOut: dialog !== null && !dialog.contains(on) };
    });
    if (name.test(at.text)) return;
    passed.push(at.text.slice(0, 40));
    // On the page itself it begins at nothing; in a dialog it never does.
    if (step > 0 && at.isLost) throw new Error(`The focus is lost after: ${passed.join(' | ')}`);
    if (at.isOut) throw new Error(`The focus has left the dialog: ${passed.join(' | ')}`);
    await page.keyboard.press(key);
  }
  throw new Error(`${name} is not reached by ${key}: ${passed.join(' | ')}`);
}

/** Pictures are for looking at, not for the tests, and take a third of their time: BERTH_PICTURES=1 asks for them (CONTRIBUTING.md). */
export const takesPictures = Boolean(process.env.BERTH_PICTURES);

/** Keeps a picture of the page as an artefact, where they are asked for. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  await page.screenshot({ path: `test-results/pictures/${name}.png`, fullPage: false, animations: 'disabled' });
}
