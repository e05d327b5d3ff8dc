import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { installPackage } from '@/lab/host';
import type { BenchPanel } from './bench-panel';

/** The machine's Chromium as users have it, which asks nobody but the page; installed where it is missing. */
export async function startBrowser(): Promise<Browser> {
  const { BERTH_CHROMIUM } = process.env;
  if (!BERTH_CHROMIUM) await installPackage('chromium', 'chromium', (line) => console.error(line));
  return chromium.launch({
    executablePath: BERTH_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  });
}

/** An empty cache, English, and somebody signed in. */
export async function signedIn(browser: Browser, { origin, cookie }: BenchPanel): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: origin }]);
  return context;
}
