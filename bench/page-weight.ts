import { type Browser, chromium, type CDPSession } from '@playwright/test';
import { withBenchNode } from './bench-lab';
import { startBenchPanel } from './bench-panel';
import { check, type Check, type Measure } from './report';

/** First-load JavaScript of a page as it crosses the wire (gzip), in KB of 1024 bytes. */
const limitKb = 220;
/** A page that holds a terminal loads xterm.js besides. */
const terminalLimitKb = 320;
/** Of one page of a node, from the address typed to silence. */
const requestLimit = 40;

interface Page {
  name: string;
  path: string;
  limit: number;
  ofNode: boolean;
}

const pagesOf = (node: string): Page[] => [
  ...['', '/containers', '/images', '/layers'].map((part) => ({
    name: `node${part}`,
    path: `/nodes/${node}${part}`,
    limit: limitKb,
    ofNode: true,
  })),
  ...['/terminal', '/root-login'].map((part) => ({
    name: `node${part}`,
    path: `/nodes/${node}${part}`,
    limit: terminalLimitKb,
    ofNode: true,
  })),
  ...['/nodes', '/classes', '/account', '/sign-in'].map((path) => ({ name: path.slice(1), path, limit: limitKb, ofNode: false })),
];

interface Load {
  scriptKb: number;
  requests: number;
  /** Routes that were prefetched more than once. */
  prefetchedTwice: string[];
}

/** What a browser with an empty cache loads for a page, until nothing has been asked for half a second. */
async function load(browser: Browser, origin: string, cookie: string, path: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const [name = '', value = ''] = cookie.split('=');
    if (path !== '/sign-in') await context.addCookies([{ name, value, url: origin }]);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const seen = await follow(session);
    await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
    return seen();
  } finally {
    await context.close();
  }
}

/** Counts what the page asks for (Chrome DevTools Protocol, Network domain). @returns what was counted so far. */
async function follow(session: CDPSession): Promise<() => Load> {
  const scripts = new Set<string>();
  const prefetches = new Map<string, number>();
  let requests = 0;
  let scriptBytes = 0;
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('data:')) return;
    requests++;
    if (type === 'Script') scripts.add(requestId);
    const isPrefetch = Object.keys(request.headers).some((header) => header.toLowerCase() === 'next-router-prefetch');
    if (!isPrefetch) return;
    const route = new URL(request.url).pathname;
    prefetches.set(route, (prefetches.get(route) ?? 0) + 1);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => ({
    scriptKb: scriptBytes / 1024,
    requests,
    prefetchedTwice: [...prefetches].filter(([, count]) => count > 1).map(([route]) => route),
  });
}

/** The weight of every kind of page: first-load JavaScript, requests, prefetches. Bytes and counts, so one load each is enough. */
export function measurePageWeight(_samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    const panel = await startBenchPanel(node, say);
    const browser = await chromium.launch({
      executablePath: process.env.BERTH_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    });
    try {
      const checks: Check[] = [];
      for (const page of pagesOf(node.name)) {
        const { scriptKb, requests, prefetchedTwice } = await load(browser, panel.origin, panel.cookie, page.path);
        say(`${page.name}: ${scriptKb.toFixed(1)} KB, ${requests} requests${prefetchedTwice.map((route) => `, twice ${route}`)}`);
        checks.push(check(`${page.name} script KB`, `${page.name}: first-load JavaScript, KB`, scriptKb, page.limit));
        if (page.ofNode) checks.push(check(`${page.name} requests`, `${page.name}: requests`, requests, requestLimit));
        checks.push(check(`${page.name} prefetched twice`, `${page.name}: routes prefetched twice`, prefetchedTwice.length, 0));
      }
      return { name: 'page-weight', ours: 'pages', comparisons: [], checks };
    } finally {
      await browser.close();
      await panel.stop();
    }
  });
}
