import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JobDto } from '@/lib/shared/jobs';
import { createJobNews } from './job-news';
import { nodeRoom } from './rooms';
import type { SocketSession } from './socket-session';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A tab that follows these nodes, and what it hears: of each message when it came, and its jobs with their revisions. */
function tabOf(...nodeIds: string[]) {
  const rooms = new Set(nodeIds.map(nodeRoom));
  const heard: Array<{ atMs: number; jobs: string[] }> = [];
  const startMs = Date.now();
  const emit = (_event: string, jobs: JobDto[]) =>
    heard.push({ atMs: Date.now() - startMs, jobs: jobs.map(({ id, revision }) => `${id} ${revision}`) });
  return { session: { socket: { rooms, emit } } as unknown as SocketSession, rooms, heard };
}
const jobOn = (nodeId: string, revision: number) => ({ id: `job of ${nodeId}`, nodeId, revision }) as JobDto;

test('a tab hears of the jobs of all its nodes at most four times a second, of each the newest, and of no other', () => {
  const [one, all] = [tabOf('n0'), tabOf('n0', 'n1', 'n2')];
  const news = createJobNews(new Set([one.session, all.session]));
  for (let revision = 1; revision <= 100; revision++) {
    for (const nodeId of ['n0', 'n1', 'n2', 'n3']) news.tell(jobOn(nodeId, revision));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1_000);
  for (const { heard } of [one, all]) expect(heard.map(({ atMs }) => atMs)).toEqual([0, 250, 500, 750, 1_000]);
  expect(one.heard.at(-1)?.jobs).toEqual(['job of n0 100']);
  expect(all.heard.at(-1)?.jobs).toEqual(['job of n0 100', 'job of n1 100', 'job of n2 100']);
  news.stop();
});

test('a tab that left a node meanwhile is not told of its jobs any more', () => {
  const tab = tabOf('n0', 'n1');
  const news = createJobNews(new Set([tab.session]));
  for (const nodeId of ['n0', 'n1']) news.tell(jobOn(nodeId, 1));
  vi.advanceTimersByTime(10);
  for (const nodeId of ['n0', 'n1']) news.tell(jobOn(nodeId, 2));
  tab.rooms.delete(nodeRoom('n1'));
  vi.advanceTimersByTime(1_000);
  expect(tab.heard.map(({ jobs }) => jobs)).toEqual([['job of n0 1', 'job of n1 1'], ['job of n0 2']]);
  news.stop();
});
