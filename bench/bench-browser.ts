import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import type { BenchPanel } from './bench-panel';

/** The machine's Chromium, which asks nobody but the page. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.BERTH_CHROMIUM ?? '/usr/bin/chromium',
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
