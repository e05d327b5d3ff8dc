import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { startBenchFarm } from './bench-fleet';
import { signedIn, startBrowser } from './bench-browser';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { check, type Measure } from './report';
import { median } from './statistics';

const size = 1_000;
/** "Good" of web.dev/vitals, at the median of the loads. */
const lcpLimitMs = 2_500;
const inpLimitMs = 200;
const elementLimit = 3_000;
const readyTimeoutMs = 180_000;
/** From an interaction to the last of its events and what it set off. */
const settleMs = 700;
const paintMs = 4_000;

interface Look {
  lcpMs: number;
  filterMs: number;
  viewMs: number;
  elements: number;
}

/**
 * The page of a thousand nodes in Chromium: when its largest part is painted, how long a key in the filter and the change between tiles
 * and table wait for the next paint (Event Timing, as web-vitals computes INP), and how many elements there are. On fake nodes, all held.
 * @param samples loads, each with an empty cache.
 */
export async function measureNodesPage(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  say(`Starting ${size} fake nodes and the panel …`);
  const farm = await startBenchFarm(size);
  const nodes = farm.nodes.map((node) => ({ ...node, privateKey: farm.privateKey }));
  await using browser = await startBrowser();
  const panel = await startBenchPanel(nodes, directory, say, { nodeNetworks: '127.0.0.0/8' });
  try {
    await allReady(panel);
    const looks: Look[] = [];
    for (let sample = 0; sample < samples; sample++) looks.push(await look(browser, panel));
    const of = (key: keyof Look): number[] => looks.map((one) => one[key]);
    for (const key of ['lcpMs', 'filterMs', 'viewMs'] as const) say(`${key}: ${of(key).map(Math.round).join(', ')}`);
    return {
      name: 'nodes-page',
      ours: 'the page',
      comparisons: [],
      checks: [
        check('lcpMs', 'LCP, ms, median', median(of('lcpMs')), lcpLimitMs),
        check('filterMs', 'a key in the filter, ms to the next paint, median', median(of('filterMs')), inpLimitMs),
        check('viewMs', 'tiles to table and back, ms to the next paint, median', median(of('viewMs')), inpLimitMs),
        check('elements', 'elements, the most of any view', Math.max(...of('elements')), elementLimit),
      ],
    };
  } finally {
    await panel.stop();
    await farm.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function allReady({ origin, cookie }: BenchPanel): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const response = await fetch(`${origin}/api/v1/node-summary`, { headers: { cookie } });
    const { ready, total } = (await response.json()) as { ready: number; total: number };
    if (ready === size && total === size) return;
    if (Date.now() > deadline) throw new Error(`${ready} of ${total} nodes are ready.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function look(browser: Browser, panel: BenchPanel): Promise<Look> {
  const context = await signedIn(browser, panel);
  try {
    const page = await context.newPage();
    await page.addInitScript(observe);
    await page.goto(`${panel.origin}/nodes`, { waitUntil: 'load' });
    // What is painted late counts, too.
    await page.waitForTimeout(paintMs);
    const lcpMs = await page.evaluate(() => window.berthTimes.lcpMs);
    const elements = [await count(page)];
    await page.getByRole('searchbox').focus();
    const filterMs = await slowest(page, () => page.keyboard.press('7'));
    await page.keyboard.press('Backspace');
    await page.waitForTimeout(settleMs);
    const viewMs: number[] = [];
    for (const view of ['Table', 'Tiles']) {
      const button = page.getByRole('button', { name: view, exact: true });
      viewMs.push(await slowest(page, () => button.click()));
      elements.push(await count(page));
    }
    return { lcpMs, filterMs, viewMs: Math.max(...viewMs), elements: Math.max(...elements) };
  } finally {
    await context.close();
  }
}

const count = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);

/** The longest of the events of one interaction, in ms: of those below 16 ms the browser tells none. */
async function slowest(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    window.berthTimes.slowestMs = 0;
  });
  await act();
  await page.waitForTimeout(settleMs);
  return page.evaluate(() => window.berthTimes.slowestMs);
}

declare global {
  interface Window {
    berthTimes: { lcpMs: number; slowestMs: number };
  }
}

/** Runs in the page before anything of it. */
function observe(): void {
  window.berthTimes = { lcpMs: 0, slowestMs: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.berthTimes.lcpMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Array<PerformanceEntry & { interactionId: number }>)
      if (entry.interactionId > 0) window.berthTimes.slowestMs = Math.max(window.berthTimes.slowestMs, entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}
