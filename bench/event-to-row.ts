import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { execOnNode } from '@/lab/lab';
import { signedIn, startBrowser } from './bench-browser';
import { type BenchNode, dockerVersion, runContainer, withBenchNodes } from './bench-lab';
import { startBenchPanel } from './bench-panel';
import type { Sides } from './interleave';
import { check, type Check, compare, type Comparison, type Measure } from './report';
import { quantile } from './statistics';

/**
 * What the panel and the browser may add to `docker events` on Docker 26, 95 of 100. The whole way has no limit of its own: the daemon alone
 * takes 100 to 250 ms of it, by the machine (docs/decisions/034-what-event-to-row-measures.md).
 */
const limitMs = 100;
/** Up to Docker 20.10 a list says `running` for a moment after the event; the row must not stay so. */
const wrongLimitMs = 1_000;
/** A row is watched for so long after its container ended: it must not turn back. */
const watchMs = 1_500;
const container = 'berth-row';

/**
 * From the moment a container's program is gone on a real node until its row says so in Chromium, and how soon `docker events` on the same
 * node says so, over ssh: the least a page can wait for. One clock: node and browser are on this machine.
 */
export function measureEventToRow(samples: number, say: (line: string) => void): Promise<Measure> {
  const specs = (['trixie', 'bookworm'] as const).map((base) => ({ base, store: 'overlay2' as const }));
  return withBenchNodes('benchrow', specs, say, async (nodes) => {
    const [{ directory } = { directory: '' }] = nodes;
    say('Starting the panel …');
    await using browser = await startBrowser();
    const panel = await startBenchPanel(nodes, directory, say);
    try {
      const checks: Check[] = [];
      const comparisons: Comparison[] = [];
      for (const node of nodes) {
        const version = await dockerVersion(node);
        await runContainer(node, container);
        const context = await signedIn(browser, panel);
        const page = await context.newPage();
        await page.goto(`${panel.origin}/nodes/${node.name}/containers`);
        await rowSays(page, 'running');
        const events = await followEvents(node);
        const sides: Sides = { ours: [], peer: [] };
        for (let sample = 0; sample < samples; sample++) {
          const died = events.next();
          await watchRow(page);
          const endedAt = await endContainer(node);
          sides.peer.push((await died) - endedAt);
          await page.waitForTimeout(watchMs);
          sides.ours.push((await rightSince(page)) - endedAt);
          await execOnNode(node.lab, node.name, ['docker', 'start', container]);
          await rowSays(page, 'running');
        }
        events.stop();
        await context.close();
        say(`Docker ${version}: ${sides.ours.map((ms) => Math.round(ms)).join(', ')} ms`);
        comparisons.push({ ...compare(`docker events, ${version}`, sides, null) });
        if (node === nodes[0]) {
          const added = sides.ours.map((ms, sample) => ms - (sides.peer[sample] ?? Number.NaN));
          checks.push(
            check('p95', `ms to the row beyond docker events on Docker ${version}, p95`, quantile(added, 0.95), limitMs),
          );
        } else checks.push(check('most', `ms to the row on Docker ${version}, the most`, Math.max(...sides.ours), wrongLimitMs));
      }
      return { name: 'event-to-row', ours: 'row in Chromium', comparisons, checks };
    } finally {
      await panel.stop();
    }
  });
}

/** Kills the container's program. @returns when it was gone, ms since 1970. */
async function endContainer(node: BenchNode): Promise<number> {
  const script = `kill -9 "$(docker inspect -f '{{.State.Pid}}' ${container})" && date +%s%N`;
  const { stdout, stderr } = await execOnNode(node.lab, node.name, ['sh', '-c', script]);
  const at = Number(stdout.trim()) / 1e6;
  if (!at) throw new Error(`The container's program was not ended: ${stderr}`);
  return at;
}

/** `docker events` of the ends of containers, held open as the panel holds its own. */
async function followEvents(node: BenchNode) {
  const command = "echo following; exec docker events --filter event=die --format '{{.ID}}'";
  const child = spawn('ssh', ['-F', node.sshConfig, '-p', String(node.port), `root@${node.host}`, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let heard: (atMs: number) => void = () => {};
  child.stdout.on('data', () => heard(Date.now()));
  await new Promise<number>((resolve) => {
    heard = resolve;
  });
  // It says nothing when the Engine has answered it.
  await pause(1_000);
  return {
    /** When the next one is told, ms since 1970. */
    next: () =>
      new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('`docker events` did not tell that the container ended.')), 10_000);
        heard = (atMs) => {
          clearTimeout(late);
          resolve(atMs);
        };
      }),
    stop: () => void child.kill(),
  };
}

const stateCell = `tr:has(th a:text-is("${container}")) td:nth-of-type(1)`;

async function rowSays(page: Page, word: string): Promise<void> {
  await page.locator(stateCell, { hasText: new RegExp(`^${word}`) }).waitFor();
}

/** From now on the page notes when its row was right, and since when without a break. */
async function watchRow(page: Page): Promise<void> {
  await page.evaluate((name) => {
    const seen = { rightSince: Number.NaN };
    (window as unknown as { berthSeen: typeof seen }).berthSeen = seen;
    const observer = new MutationObserver(() => {
      const row = [...document.querySelectorAll('tr')].find((tr) => tr.querySelector('th a')?.textContent === name);
      const isRight = row?.querySelector('td')?.textContent?.startsWith('killed') === true;
      if (!isRight) seen.rightSince = Number.NaN;
      else if (Number.isNaN(seen.rightSince)) seen.rightSince = Date.now();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, container);
}

/** ms since 1970. @throws Error when the row is wrong still */
async function rightSince(page: Page): Promise<number> {
  const at = await page.evaluate(() => (window as unknown as { berthSeen: { rightSince: number } }).berthSeen.rightSince);
  if (Number.isNaN(at)) throw new Error(`${watchMs} ms after the container ended its row says something else.`);
  return at;
}
