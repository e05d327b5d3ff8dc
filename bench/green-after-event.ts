import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { execOnNode } from '@/lab/lab';
import { signedIn, startBrowser } from './bench-browser';
import { type BenchNode, dockerVersion, withOldestAndNewest } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { check, type Check, type Measure } from './report';
import { quantile } from './statistics';

/** From Docker's event to the tick, 95 of 100. */
const limitMs = 1_000;
/** After a step was begun anew: what that did on the node has been judged by then. */
const quietMs = 1_500;

/** Steps of docker-basics that are done by one command, and begun anew by removing what it made. */
const deeds = [
  { lesson: '07-pull', step: 'pull', given: 'docker rmi -f ubuntu', command: 'docker pull ubuntu', event: 'pull' },
  {
    lesson: '08-run',
    step: 'run',
    given: 'docker pull -q ubuntu; docker rm -f myubuntu',
    command: 'docker run -it --name myubuntu ubuntu /bin/bash',
    event: 'start',
  },
] as const;
type Deed = (typeof deeds)[number];

/**
 * From the moment Docker tells of a deed on a real node until the student's lesson in Chromium shows the step as passed: the event to the
 * panel, the checks, what is stored of them, and the page. On the oldest Docker and on the newest. One clock: node and browser are on this
 * machine.
 */
export function measureGreenAfterEvent(samples: number, say: (line: string) => void): Promise<Measure> {
  return withOldestAndNewest(say, async (nodes) => {
    await using browser = await startBrowser();
    const checks: Check[] = [];
    for (const node of nodes) {
      const version = await dockerVersion(node);
      for (const [deed, times] of await measureOn(node, browser, samples, say)) {
        say(`Docker ${version}, ${deed.command}: ${times.map(Math.round).join(', ')} ms`);
        const what = `ms from the event of \`docker ${deed.step}\` to the tick on Docker ${version}, p95`;
        checks.push(check(`docker ${version} ${deed.step}`, what, quantile(times, 0.95), limitMs));
      }
    }
    return { name: 'green-after-event', ours: 'tick in Chromium', comparisons: [], checks };
  });
}

/** A panel of its own, since the student has one node. */
async function measureOn(
  node: BenchNode,
  browser: Browser,
  samples: number,
  say: (line: string) => void,
): Promise<Map<Deed, number[]>> {
  const directory = path.join(node.directory, node.name);
  mkdirSync(directory);
  say('Starting the panel …');
  const panel = await startBenchPanel([node], directory, say);
  const context = await signedIn(browser, { ...panel, cookie: panel.studentCookie });
  try {
    const page = await context.newPage();
    const times = new Map<Deed, number[]>();
    for (const deed of deeds) {
      // What is not there is not removed.
      await execOnNode(node.lab, node.name, ['sh', '-c', deed.given]);
      await openLesson(page, panel, deed);
      const ofDeed: number[] = [];
      for (let sample = 0; sample < samples; sample++) ofDeed.push(await measureOnce(page, panel, node, deed));
      times.set(deed, ofDeed);
    }
    return times;
  } finally {
    await context.close();
    await panel.stop();
  }
}

/** Beside its terminal, as a student has it, and begun. */
async function openLesson(page: Page, { origin, classId }: BenchPanel, { lesson }: Deed): Promise<void> {
  const isOpen = page.waitForResponse((response) => response.url().endsWith(`/lessons/${lesson}/open`) && response.ok());
  await page.goto(`${origin}/classes/${classId}/course/${lesson}`);
  await isOpen;
  await page.locator('.xterm').first().waitFor();
  await page.waitForTimeout(quietMs);
}

/** The step is done, is seen to be, and is begun anew. @returns ms */
async function measureOnce(page: Page, panel: BenchPanel, node: BenchNode, deed: Deed): Promise<number> {
  await watchStep(page, deed.step);
  const startedMs = Date.now();
  const command = type(node, deed.command);
  await page.locator(`[data-step="${deed.step}"][data-state="passed"]`).waitFor();
  const seenMs = await passedAt(page);
  const toldMs = await toldAt(node, deed.event, startedMs);
  await beginAnew(page, panel, deed);
  await command.ended;
  await page.waitForTimeout(quietMs);
  return seenMs - toldMs;
}

/** In a terminal of the node, as a student does. */
function type(node: BenchNode, command: string): { ended: Promise<unknown> } {
  const args = ['-F', node.sshConfig, '-tt', '-p', String(node.port), `root@${node.host}`, command];
  return { ended: once(spawn('ssh', args, { stdio: ['pipe', 'ignore', 'inherit'] }), 'close') };
}

/** When Docker told of it last, by the node's clock, ms since 1970. */
async function toldAt(node: BenchNode, event: string, sinceMs: number): Promise<number> {
  const between = ['--since', String(sinceMs / 1e3), '--until', String(Date.now() / 1e3)];
  const argv = ['docker', 'events', ...between, '--filter', `event=${event}`, '--format', '{{.TimeNano}}'];
  const { stdout, stderr } = await execOnNode(node.lab, node.name, argv);
  const at = Number(stdout.trim().split('\n').at(-1)) / 1e6;
  if (!at) throw new Error(`Docker has told of no ${event}: ${stderr}`);
  return at;
}

/** Removes from the node what the command made. */
async function beginAnew(page: Page, { origin, classId }: BenchPanel, { lesson, step }: Deed): Promise<void> {
  const address = `${origin}/api/v1/classes/${classId}/lessons/${lesson}/steps/${step}/reset`;
  const answer = await page.request.post(address, { headers: { origin }, data: {} });
  const { items } = (await answer.json()) as { items?: Array<{ problem: string | null }> };
  if (!answer.ok() || items?.some(({ problem }) => problem !== null))
    throw new Error(`The step was not begun anew: ${await answer.text()}`);
  await page.locator(`[data-step="${step}"]:not([data-state="passed"])`).waitFor();
}

/** From now on the page notes when its step is shown as passed. */
async function watchStep(page: Page, step: string): Promise<void> {
  await page.evaluate((id) => {
    const seen = { passedAt: Number.NaN };
    (window as unknown as { berthSeen: typeof seen }).berthSeen = seen;
    const observer = new MutationObserver(() => {
      if (document.querySelector(`[data-step="${id}"]`)?.getAttribute('data-state') !== 'passed') return;
      seen.passedAt = Date.now();
      observer.disconnect();
    });
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
  }, step);
}

/** ms since 1970. */
const passedAt = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { berthSeen: { passedAt: number } }).berthSeen.passedAt);
