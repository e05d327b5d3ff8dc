import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StepRecord, untouched } from '@/lib/features/progress/step-record';
import type { NodeState } from '@/lib/shared/nodes';
import { courseDouble } from '@/lib/testing/course-double';
import type { Presence } from '@/lib/features/presence/presence';
import { createFleetDouble } from '@/lib/testing/fleet-double';
import { ClassBoard } from './class-board';
import { type BoardDelta, DrawnBoard } from './drawn-board';

const minute = 60_000;
const start = Date.parse('2026-01-01T12:00:00Z');
const names = ['anna', 'boris', 'clara', 'dmitri'];

/** A board whose nodes are in the state the test says. */
function drawnOf(states: { of: NodeState } = { of: 'ready' }) {
  const students = names.map((name) => {
    const node = { id: `node-${name}`, name: `node-${name}` };
    return { userId: name, name, node, records: new Map<string, StepRecord>(), hand: null, activeAt: null, lastSeenAt: null };
  });
  const fleet = createFleetDouble({});
  const { status } = fleet;
  fleet.status = (nodeId) => ({ ...status(nodeId), state: states.of });
  const presence = { isOnline: () => false, lastSeenAt: () => null } as unknown as Presence;
  const living = { fleet, presence };
  const board = new ClassBoard(courseDouble, students, { solutionHalf: false });
  return { board, drawn: new DrawnBoard(living, board, start), fresh: (now: number) => new DrawnBoard(living, board, now) };
}

/** What a page has after a snapshot and the changes behind it. */
function pageOf(drawn: DrawnBoard) {
  const page = {
    cells: [...drawn.cells],
    rows: [...drawn.rows],
    columns: drawn.columns.map(({ passed }) => passed),
    reasons: drawn.reasons,
  };
  const width = drawn.board.steps.length;
  const apply = (delta: BoardDelta | null): void => {
    for (const [row, column, state, minutes] of delta?.cells ?? [])
      page.cells.splice((row * width + column) * 2, 2, state, minutes);
    for (const [at, row] of delta?.rows ?? []) page.rows[at] = { ...(page.rows[at] as (typeof page.rows)[number]), ...row };
    for (const [at, { passed }] of delta?.columns ?? []) page.columns[at] = passed ?? page.columns[at] ?? 0;
    page.reasons = delta?.reasons ?? page.reasons;
  };
  return { page, apply };
}

const someStep = fc.record({
  who: fc.constantFrom(...names),
  step: fc.constantFrom('intro', 'make', 'tag'),
  state: fc.constantFrom('working', 'failed', 'passed', 'errored'),
  reason: fc.constantFrom('image_missing', 'loader_missing'),
  scope: fc.constantFrom('touched', 'touched', 'all', null),
  pauseMs: fc.integer({ min: 0, max: 3 * minute }),
});

test('whatever happens in between, a page that heard of the changes shows what a new snapshot would', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 40 }), (happened) => {
      const { drawn, fresh } = drawnOf();
      const { page, apply } = pageOf(drawn);
      let now = start;
      let revision = 0;
      for (const { who, step, state, reason, scope, pauseMs } of happened) {
        now += pauseMs;
        revision += 1;
        const isPassed = state === 'passed';
        drawn.take(who, {
          ...untouched('first', step),
          ...{ state, revision, firstAt: now, passedAt: isPassed ? now : null, how: isPassed ? 'alone' : null },
          ...(!isPassed && { reason, reasonAt: now, reasonCount: 1 }),
        });
        if (scope !== null) apply(drawn.redraw(scope, now));
      }
      apply(drawn.redraw('all', now));
      const wanted = pageOf(fresh(now)).page;
      const asShown = ({ rows, ...rest }: typeof page) => ({ ...rest, rows: rows.map(({ activeAt: _, ...row }) => row) });
      expect(asShown(page)).toEqual(asShown(wanted));
    }),
  );
});

test('a change is as large as what it changes', () => {
  const { drawn } = drawnOf();
  drawn.take('boris', { ...untouched('first', 'make'), state: 'working', revision: start + minute, firstAt: start + minute });
  expect(drawn.redraw('touched', start + minute)).toEqual({
    cells: [[1, 1, expect.any(Number), 0]],
    rows: [[1, { activeAt: '2026-01-01T12:01:00.000Z' }]],
    columns: [[1, { working: 1 }]],
    reasons: null,
  });
  expect(drawn.redraw('touched', start + minute)).toBeNull();
});

test('a node that goes away and a hand that somebody takes are told of', () => {
  const states: { of: NodeState } = { of: 'ready' };
  const { drawn } = drawnOf(states);
  drawn.touch(0, (student) => {
    student.hand = { id: 'hand', claimedBy: null, since: start };
  });
  expect(drawn.redraw('touched', start)?.rows).toMatchObject([[0, { need: 'hand', hand: { claimedBy: null } }]]);
  drawn.touch(0, (student) => {
    student.hand = { id: 'hand', claimedBy: 'Teacher', since: start };
  });
  expect(drawn.redraw('touched', start)?.rows).toEqual([[0, { hand: expect.objectContaining({ claimedBy: 'Teacher' }) }]]);
  states.of = 'unreachable';
  drawn.touch(2);
  expect(drawn.redraw('touched', start)?.rows).toEqual([[2, { nodeState: 'unreachable' }]]);
});

test('a sign of work in the same minute is not worth a message', () => {
  const { drawn } = drawnOf();
  const works = (at: number) =>
    drawn.touch(0, (student) => {
      student.activeAt = at;
    });
  works(start + 1_000);
  expect(drawn.redraw('touched', start + 1_000)?.rows).toHaveLength(1);
  works(start + 2_000);
  expect(drawn.redraw('all', start + 2_000)).toBeNull();
  works(start + 61_000);
  expect(drawn.redraw('all', start + 61_000)?.rows).toHaveLength(1);
});

test('whom one reason stops is told once a second, and with everything', () => {
  const { drawn } = drawnOf();
  const stops = (who: string, now: number) => {
    const of = { state: 'failed', reason: 'image_missing', reasonCount: 1, reasonAt: now, revision: now, firstAt: now } as const;
    drawn.take(who, { ...untouched('first', 'intro'), ...of });
  };
  stops('anna', start + 1_000);
  expect(drawn.redraw('touched', start + 1_000)?.reasons).toMatchObject([{ userIds: ['anna'] }]);
  stops('boris', start + 1_100);
  expect(drawn.redraw('touched', start + 1_100)).toMatchObject({ reasons: null });
  expect(drawn.redraw('all', start + 1_200)?.reasons).toMatchObject([{ userIds: ['anna', 'boris'] }]);
});
