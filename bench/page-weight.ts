import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { signedIn, startBrowser } from './bench-browser';
import { execOnNode } from '@/lab/lab';
import { runContainer, withBenchNode } from './bench-lab';
import { startBenchPanel } from './bench-panel';
import { check, type Check, type Measure } from './report';

/** First-load JavaScript of a page as it crosses the wire (gzip), without the heads of the answers, in KB of 1024 bytes. */
const limitKb = 220;
/** A page that holds a terminal loads xterm.js besides. */
const terminalLimitKb = 320;
/** Of one page of a node, from the address typed to silence. */
const requestLimit = 40;
const quietMs = 1_500;
const container = 'berth-weight';
const containerParts = ['overview', 'logs', 'stats', 'processes', 'changes', 'files', 'events', 'inspect'];

interface PageKind {
  name: string;
  path: string;
  limit: number;
  ofNode: boolean;
  asStudent?: boolean;
}

const pagesOf = (node: string, classId: string, imageId: string): PageKind[] => [
  ...['', '/containers', '/images', '/images/build', '/layers', '/volumes', '/networks', '/events'].map((part) => ({
    name: `node${part}`,
    path: `/nodes/${node}${part}`,
    limit: limitKb,
    ofNode: true,
  })),
  ...containerParts.map((part) => ({
    name: `container ${part}`,
    path: `/nodes/${node}/containers/${container}?part=${part}`,
    limit: limitKb,
    ofNode: true,
  })),
  { name: 'image', path: `/nodes/${node}/images/${imageId}`, limit: limitKb, ofNode: true },
  ...['/terminal', '/root-login'].map((part) => ({
    name: `node${part}`,
    path: `/nodes/${node}${part}`,
    limit: terminalLimitKb,
    ofNode: true,
  })),
  ...[
    '',
    '/add',
    '/doctor',
    '/prepare',
    '/root-login',
    '/cards',
    '/settings',
    '/course',
    '/board',
    '/containers',
    '/registry',
    '/join',
  ].map((part) => ({
    name: `class${part}`,
    path: `/classes/${classId}${part}`,
    limit: limitKb,
    ofNode: false,
  })),
  // As its student sees it, with a terminal beside it.
  { name: 'lesson', path: `/classes/${classId}/course/00-lab`, limit: terminalLimitKb, ofNode: false, asStudent: true },
  ...['/nodes', '/classes?all', '/accounts', '/audit', '/account', '/sign-in'].map((path) => ({
    name: path.slice(1),
    path,
    limit: limitKb,
    ofNode: false,
  })),
];

interface Load {
  /** By file name, in KB. */
  scripts: Map<string, number>;
  requests: number;
  kinds: Map<string, number>;
  /** Routes that were prefetched more than once. */
  prefetchedTwice: string[];
}

/** What a browser with an empty cache loads for a page, until nothing has been asked for half a second. */
async function load(context: BrowserContext, origin: string, path: string): Promise<Load> {
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const seen = await follow(session);
    await page.goto(`${origin}${path}`, { waitUntil: 'load' });
    const hasTerminal = path.includes('/course/') || (/\/(terminal|root-login)$/.test(path) && path.startsWith('/nodes'));
    if (hasTerminal) await page.locator('.xterm').first().waitFor();
    await quiet(page, () => seen().requests);
    return seen();
  } finally {
    await context.close();
  }
}

/** Resolves when the page has asked for nothing new for a while. */
async function quiet(page: Page, requests: () => number): Promise<void> {
  for (let before = -1; before !== requests(); ) {
    before = requests();
    await page.waitForTimeout(quietMs);
  }
}

/** Counts what the page asks for (Chrome DevTools Protocol, Network domain). @returns what was counted so far. */
async function follow(session: CDPSession): Promise<() => Load> {
  const names = new Map<string, string>();
  const scripts = new Map<string, number>();
  const prefetches = new Map<string, number>();
  let requests = 0;
  const polled = new Set<string>();
  const kinds = new Map<string, number>();
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('data:')) return;
    // What a page looks at again and again is no part of its load but for the first time.
    if (request.url.endsWith('/layers/writes')) {
      if (polled.has(request.url)) return;
      polled.add(request.url);
    }
    requests++;
    kinds.set(type ?? 'Other', (kinds.get(type ?? 'Other') ?? 0) + 1);
    if (type === 'Script') names.set(requestId, new URL(request.url).pathname.split('/').at(-1) ?? '');
    const isPrefetch = Object.keys(request.headers).some((header) => header.toLowerCase() === 'next-router-prefetch');
    if (!isPrefetch) return;
    const route = new URL(request.url).pathname;
    prefetches.set(route, (prefetches.get(route) ?? 0) + 1);
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId);
    if (name !== undefined) scripts.set(name, (scripts.get(name) ?? 0) + encodedDataLength / 1024);
  });
  await session.send('Network.enable');
  return () => ({
    scripts,
    requests,
    kinds,
    prefetchedTwice: [...prefetches].filter(([, count]) => count > 1).map(([route]) => route),
  });
}

/** Where to look first. */
const largest = (scripts: Map<string, number>): string =>
  [...scripts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([name, kb]) => `${name} ${kb.toFixed(1)}`)
    .join(', ');

/** The weight of every kind of page: first-load JavaScript, requests, prefetches. Bytes and counts, so one load each is enough. */
export function measurePageWeight(_samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    await using browser = await startBrowser();
    const panel = await startBenchPanel([node], node.directory, say);
    try {
      await runContainer(node, container);
      const { stdout } = await execOnNode(node.lab, node.name, ['docker', 'inspect', '--format', '{{.Image}}', container]);
      const imageId = stdout.trim().replace(/^sha256:/, '');
      const checks: Check[] = [];
      for (const page of pagesOf(node.name, panel.classId, imageId)) {
        const context = await signedIn(browser, page.asStudent ? { ...panel, cookie: panel.studentCookie } : panel);
        if (page.path === '/sign-in') await context.clearCookies();
        const { scripts, requests, kinds, prefetchedTwice } = await load(context, panel.origin, page.path);
        const scriptKb = [...scripts.values()].reduce((sum, kb) => sum + kb, 0);
        say(`${page.name}: ${scriptKb.toFixed(1)} KB, ${requests} requests${prefetchedTwice.map((route) => `, twice ${route}`)}`);
        if (scriptKb > page.limit) say(`  ${largest(scripts)}`);
        checks.push(check(`${page.name} script KB`, `${page.name}: first-load JavaScript, KB`, scriptKb, page.limit));
        if (page.ofNode && requests > requestLimit) say(`  ${[...kinds].map(([kind, many]) => `${kind} ${many}`).join(', ')}`);
        if (page.ofNode) checks.push(check(`${page.name} requests`, `${page.name}: requests`, requests, requestLimit));
        checks.push(check(`${page.name} prefetched twice`, `${page.name}: routes prefetched twice`, prefetchedTwice.length, 0));
      }
      return { name: 'page-weight', ours: 'pages', comparisons: [], checks };
    } finally {
      await panel.stop();
      await execOnNode(node.lab, node.name, ['docker', 'rm', '-f', container]);
    }
  });
}
