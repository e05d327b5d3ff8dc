import { expect } from 'vitest';
import type { FaultProxy } from '@/lab/farm/fault-proxy';
import { pullImage } from '@/lib/features/images/images';
import type { Ctx } from '@/lib/core/runtime';
import { isCutOff } from '@/lib/shared/job-progress';
import type { NodeState } from '@/lib/shared/nodes';
import { openTerminal } from '@/lib/features/terminals/open-terminal';
import { createTab } from './terminal-tab';
import { until } from './test-lab';

/** A ready node behind a proxy that can reset its connections. */
export interface CutNode {
  ctx: Ctx;
  id: string;
  proxy: FaultProxy;
  image: string;
}

const becomes = ({ ctx, id }: CutNode, state: NodeState, why: string) =>
  until(
    `the node to be ${state} (${why})`,
    () => ctx.fleet.status(id),
    (status) => status.state === state,
    60_000,
  );

/** Nobody gets through any more after so many further bytes. */
function cutAfter({ proxy }: CutNode, bytes: number): void {
  proxy.faults = { resetAtTotal: proxy.bytes + bytes };
}

async function heal(node: CutNode, why: string): Promise<void> {
  await becomes(node, 'unreachable', why);
  node.proxy.faults = {};
  await becomes(node, 'ready', why);
}

/** Cut while it connects, finds its way and lists. @returns the state it came to before it was ready again */
export async function cutConnect(node: CutNode, byte: number): Promise<NodeState> {
  const { fleet } = node.ctx;
  node.proxy.faults = { sliceBytes: 61, resetAtByte: byte };
  await fleet.reconnect(node.id);
  // Cut on the way, or after it: never stuck, never ready without a connection.
  const { state } = await until(
    `the reset at byte ${byte} to be seen`,
    () => fleet.status(node.id),
    (status) => status.state !== 'connecting',
  );
  expect(['unreachable', 'docker_down', 'ready'], `reset at byte ${byte}`).toContain(state);
  node.proxy.faults = {};
  await becomes(node, 'ready', `reset at byte ${byte}`);
  return state;
}

async function openTab({ ctx, id }: CutNode) {
  const terminal = await openTerminal(ctx, { kind: 'host', node: id, cols: 80, rows: 24 });
  const tab = createTab(ctx.terminals, ctx.actor.id, terminal.id);
  tab.attach();
  const type = (text: string) => ctx.terminals.input(ctx.actor.id, terminal.id, Buffer.from(text));
  return { tab, type, close: () => ctx.terminals.close(ctx.actor.id, terminal.id) };
}

/** Cut while somebody types: the terminal says that the node is lost, and another is opened when it is back. */
export async function cutTerminal(node: CutNode, bytes: number): Promise<void> {
  const why = `a terminal cut after ${bytes} bytes`;
  const { tab, type } = await openTab(node);
  cutAfter(node, bytes);
  await until(
    `the end of ${why}`,
    () => {
      if (!tab.ended) type(`# ${'berth '.repeat(20)}\n`);
      return tab.ended;
    },
    (ended) => ended !== null,
  );
  expect(tab.ended, why).toEqual({ reason: 'node_lost', exitCode: null });
  await heal(node, why);
  const again = await openTab(node);
  again.type('# here again\n');
  await until(
    'the new terminal to answer',
    () => again.tab.received.toString(),
    (text) => text.includes('here again'),
  );
  again.close();
}

/** A pull that nobody cuts. @returns how many bytes it takes */
export async function pull(node: CutNode): Promise<number> {
  const before = node.proxy.bytes;
  const job = await pullImage(node.ctx, { node: node.id, image: node.image });
  await node.ctx.jobs.finished(job.id);
  expect(await node.ctx.db.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({ state: 'done' });
  return node.proxy.bytes - before;
}

/** Cut while an image is pulled: the pull ends well all the same. @returns whether it was not at its end before so many bytes */
export async function cutPull(node: CutNode, bytes: number): Promise<boolean> {
  const why = `a pull cut after ${bytes} bytes`;
  const { db, jobs } = node.ctx;
  cutAfter(node, bytes);
  const { id } = await pullImage(node.ctx, { node: node.id, image: node.image });
  const now = await until(
    `the end or the cut of ${why}`,
    () => jobs.progress(id),
    (live) => live === null || isCutOff(live),
    60_000,
  );
  node.proxy.faults = { resetAtTotal: 0 };
  node.proxy.cut();
  await heal(node, why);
  await jobs.finished(id);
  expect(await db.job.findUniqueOrThrow({ where: { id } }), why).toMatchObject({ state: 'done', errorCode: null });
  return now !== null;
}

/** Cut while `happen` is done on the node again and again. */
export async function cutEvents(node: CutNode, bytes: number, happen: () => void): Promise<void> {
  const why = `events cut after ${bytes} bytes`;
  cutAfter(node, bytes);
  await until(
    `the loss of ${why}`,
    () => {
      const { state } = node.ctx.fleet.status(node.id);
      if (state === 'ready') happen();
      return state;
    },
    (state) => state !== 'ready',
  );
  await heal(node, why);
}
