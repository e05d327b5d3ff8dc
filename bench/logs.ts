import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { execOnNode } from '@/lab/lab';
import { limits } from '@/lib/shared/limits';
import { signedIn, startBrowser } from './bench-browser';
import { type BenchNode, withBenchNode } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import type { Sides } from './interleave';
import { check, compare, type Measure } from './report';
import { median } from './statistics';

/** Between two frames: beyond it a reader sees the page stand still. */
const frameLimitMs = 50;
const memoryLimitMib = 20;
const container = 'bench-logs';
const regionName = `Logs of ${container}`;
const lines = limits.logTailMax;
const watchMs = 5_000;
const scrollPx = 120;
const loadTimeoutMs = 120_000;
/** After the last line has come, for what its drawing sets off. */
const settleMs = 1_000;

/** Every tenth line is too long for the page and wraps, every seventh has a colour, and one in 50 goes to standard error. */
const program = `
awk 'BEGIN { for (i = 1; i <= ${lines}; i++) {
  text = sprintf("line %d GET /api/v1/things/%d 200 %d ms", i, i % 997, i % 89)
  if (i % 10 == 0) for (k = 0; k < 6; k++) text = text " and what else there is to say of it"
  if (i % 7 == 0) text = "\\033[32m" text "\\033[0m"
  if (i % 50 == 0) print text > "/dev/stderr"; else print text
} }'
i=${lines}; while :; do i=$((i + 1)); echo "line $i written while it is followed"; sleep 0.02; done`;

interface Opened {
  loadMs: number;
  following: number[];
  scrolling: number[];
  /** Lines that came while it was followed. */
  followed: number;
  moreMib: number;
}

/**
 * The log of a container on a real node that has 100 000 lines and writes 50 more each second, opened with all of them in Chromium: once they
 * are there, the time between two frames while it is followed and while somebody scrolls through it, beside an empty page; and how much more
 * memory the panel has at its highest than before. Of each open the longest frame is taken, and of the opens the median: a machine with other
 * work drops frames of the empty page, too. The first opens after a start, of which one is not counted, take some 30 MiB that the later ones use
 * again.
 * @param samples opens
 */
export function measureLogs(samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    say(`Writing ${lines} lines …`);
    await startWriting(node);
    await using browser = await startBrowser();
    const panel = await startBenchPanel([node], node.directory, say);
    try {
      const opens: Opened[] = [];
      const frames: Sides = { ours: [], peer: [] };
      for (let open = 0; open <= samples; open++) {
        const opened = await openLog(browser, panel, node);
        const empty = await framesOfEmptyPage(browser, panel);
        const longest = { following: Math.max(...opened.following), scrolling: Math.max(...opened.scrolling) };
        const of = open === 0 ? 'not counted' : `${open} of ${samples}`;
        say(
          `open ${of}: ${Math.round(opened.loadMs)} ms to the last line, ${opened.followed} lines followed; longest frames: ` +
            `${longest.following.toFixed(0)} ms following, ${longest.scrolling.toFixed(0)} ms scrolling, ` +
            `${Math.max(...empty).toFixed(0)} ms of an empty page; ${opened.moreMib.toFixed(1)} MiB more`,
        );
        if (open === 0) continue;
        opens.push(opened);
        frames.ours.push(...opened.following, ...opened.scrolling);
        frames.peer.push(...empty);
      }
      const longestOf = (which: 'following' | 'scrolling') => median(opens.map((open) => Math.max(...open[which])));
      return {
        name: 'logs',
        ours: 'the log',
        comparisons: [compare('an empty page', frames, null)],
        checks: [
          check('following', 'longest frame while it is followed, ms, median of the opens', longestOf('following'), frameLimitMs),
          check('scrolling', 'longest frame while it is scrolled, ms, median of the opens', longestOf('scrolling'), frameLimitMs),
          check(
            'memory',
            "MiB more of the panel's memory at its highest, median of the opens",
            median(opens.map(({ moreMib }) => moreMib)),
            memoryLimitMib,
          ),
        ],
      };
    } finally {
      await panel.stop();
      await execOnNode(node.lab, node.name, ['docker', 'rm', '-f', container]);
    }
  });
}

async function startWriting({ lab, name }: BenchNode): Promise<void> {
  await execOnNode(lab, name, ['docker', 'rm', '-f', container]);
  const args = ['docker', 'run', '-d', '--name', container, 'alpine', 'sh', '-c', program];
  const { code, stderr } = await execOnNode(lab, name, args);
  if (code !== 0) throw new Error(`The container did not start: ${stderr}`);
  for (;;) {
    const { stdout } = await execOnNode(lab, name, ['docker', 'logs', '-n', '1', container]);
    if (/while it is followed/.test(stdout)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function openLog(browser: Browser, panel: BenchPanel, node: BenchNode): Promise<Opened> {
  const context = await signedIn(browser, panel);
  const page = await context.newPage();
  try {
    await page.goto(`${panel.origin}/nodes/${node.name}/containers/${container}?part=logs`);
    const log = page.getByRole('region', { name: regionName });
    await log
      .getByText(/while it is followed/)
      .first()
      .waitFor();
    const beforeKib = memoryKib(panel.pid, 'VmRSS');
    // From now on the highest (proc(5), clear_refs).
    writeFileSync(`/proc/${panel.pid}/clear_refs`, '5');
    const startedMs = performance.now();
    await page.getByLabel('How many lines').selectOption(String(lines));
    // Older ones fall off from now on: all are there.
    await page.getByText(/^Only the last 100,000 lines are shown/).waitFor({ timeout: loadTimeoutMs });
    const loadMs = performance.now() - startedMs;
    await page.waitForTimeout(settleMs);
    const first = await newestLine(page);
    const following = await framesOf(page, 0);
    const followed = (await newestLine(page)) - first;
    if (!(followed > 0)) throw new Error('The page does not follow the log.');
    const scrolling = await framesOf(page, scrollPx);
    return { loadMs, following, scrolling, followed, moreMib: (memoryKib(panel.pid, 'VmHWM') - beforeKib) / 1024 };
  } finally {
    await context.close();
  }
}

async function framesOfEmptyPage(browser: Browser, panel: BenchPanel): Promise<number[]> {
  const context = await signedIn(browser, panel);
  const page = await context.newPage();
  try {
    await page.setContent(
      `<section aria-label="${regionName}" style="overflow:auto;height:600px"><div style="height:2000000px"></div></section>`,
    );
    const log = page.getByRole('region', { name: regionName });
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    return await framesOf(page, scrollPx);
  } finally {
    await context.close();
  }
}

/** The number of the last line that is drawn. */
const newestLine = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll('section [data-index]')].map((line) => line.textContent ?? '');
    return Math.max(...all.map((text) => Number(/^line (\d+) written/.exec(text)?.[1] ?? 0)));
  });

/**
 * By the clock, and not by what the browser says when a frame was due: one that comes late is as late as it is.
 * @param px how far it is scrolled up with each frame; every 60th a twentieth of all lines, as by the scroll bar
 * @returns ms between frames
 */
async function framesOf(page: Page, px: number): Promise<number[]> {
  const { frames, movedPx } = await page.getByRole('region', { name: regionName }).evaluate(
    // Without a function that has a name: the loader would give it one by a helper that the page has not.
    async (log, { ms, px }) => {
      const frames: number[] = [];
      const from = log.scrollTop;
      await new Promise(requestAnimationFrame);
      let last = performance.now();
      const until = last + ms;
      while (last < until) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
        if (px > 0) log.scrollBy(0, frames.length % 60 === 0 ? -log.scrollHeight / 20 : -px);
      }
      return { frames, movedPx: from - log.scrollTop };
    },
    { ms: watchMs, px },
  );
  if (px > 0 && movedPx < px * 100) throw new Error(`The page was scrolled by ${movedPx} px only.`);
  return frames;
}

/** One line of `/proc/PID/status`. */
function memoryKib(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
