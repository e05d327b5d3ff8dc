import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passedHows, stepStates } from '@/lib/shared/step-states';
import { cellByte, readCell } from '@/lib/shared/board-cells';
import { courseDouble } from '@/lib/testing/course-double';
import { type StepRecord, untouched } from '@/lib/features/progress/step-record';
import { ClassBoard } from './class-board';
import { presentReason } from './present-board';
import { groupOf } from './reason-group';
import { median, statisticsOf } from './statistics';

const minute = 60_000;
const now = Date.parse('2026-01-01T12:00:00Z');
const record = (stepId: string, given: Partial<StepRecord>): StepRecord => ({ ...untouched('first', stepId), ...given });

function boardOf(names: string[]): ClassBoard {
  const students = names.map((name) => ({
    userId: name,
    name,
    node: null,
    records: new Map(),
    hand: null,
    activeAt: null,
    lastSeenAt: null,
  }));
  return new ClassBoard(courseDouble, students, { solutionHalf: true });
}

test('a cell comes back as it went in', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...stepStates),
      fc.option(fc.constantFrom(...passedHows), { nil: null }),
      fc.integer({ min: 0, max: 255 }),
      (state, how, minutes) => {
        expect(readCell(cellByte({ state, how }), minutes)).toEqual({ state, how, minutes });
        expect(cellByte({ state, how })).toBeLessThan(256);
      },
    ),
  );
});

test('a cell is two bytes, row after row; news that is older than what is there changes nothing', () => {
  const board = boardOf(['anna', 'boris']);
  expect(board.steps.map(({ stepId }) => stepId)).toEqual(['intro', 'make', 'tag', 'end']);
  const failed = record('make', { state: 'failed', revision: 5, firstAt: now - 3 * minute });
  expect(board.take('boris', failed)).toEqual({ row: 1, column: 1 });
  expect(board.take('boris', record('make', { state: 'working', revision: 4 }))).toBeNull();
  expect(board.take('nobody', failed)).toBeNull();
  expect(board.take('boris', record('none', {}))).toBeNull();
  const cells = board.cells(now);
  expect(cells).toHaveLength(2 * 4 * 2);
  expect(readCell(cells[10] ?? 0, cells[11] ?? 0)).toEqual({ state: 'failed', how: null, minutes: 3 });
});

test('who stands where, who is behind, and whom one reason stops', () => {
  const board = boardOf(['anna', 'boris', 'clara']);
  for (const name of ['anna', 'boris']) {
    board.take(name, record('intro', { state: 'passed', passedAt: now, revision: 1 }));
    board.take(
      name,
      record('make', { state: 'failed', reason: 'loader_missing', reasonCount: 3, revision: 2, firstAt: now, reasonAt: now }),
    );
  }
  const rows = board.rows(board.columns(now), now);
  expect(rows.map(({ here, passed, need }) => [here?.stepId, passed, need?.need])).toEqual([
    ['make', 1, 'stuck'],
    ['make', 1, 'stuck'],
    ['intro', 0, undefined],
  ]);
  expect(board.reasons(rows)).toMatchObject([
    { lessonId: 'first', stepId: 'make', reason: 'loader_missing', userIds: ['anna', 'boris'] },
  ]);
});

test('a row has its points: half of those that a solution gave, where the class has it so', () => {
  const points = (solutionHalf: boolean): number | undefined => {
    const students = [
      { userId: 'anna', name: 'anna', node: null, records: new Map(), hand: null, activeAt: null, lastSeenAt: null },
    ];
    const board = new ClassBoard(courseDouble, students, { solutionHalf });
    board.take('anna', record('make', { state: 'passed', how: 'solution', revision: 1 }));
    board.take('anna', record('intro', { state: 'passed', how: 'alone', revision: 1 }));
    board.take('anna', record('tag', { state: 'excused', how: null, revision: 1 }));
    return board.rows(board.columns(now), now)[0]?.points;
  };
  expect([points(false), points(true)]).toEqual([3, 2]);
});

test('a group says what all of its students have in common, and tells apart what was found', () => {
  const here = (found: string | null) =>
    record('make', {
      ...{ state: 'failed', reason: 'author' },
      because: { kind: 'image', wanted: 'sds', where: 'my/image', ...(found !== null && { found }) },
    });
  const group = (...found: Array<string | null>) => groupOf(found.map((each, n) => ({ userId: `u${n}`, here: here(each) })));
  const says = (of: ReturnType<typeof group>) => of && presentReason(of, 'en').says;
  expect(says(group('kim', 'kim'))).toBe('The author of my/image must be sds. Found: kim.');
  expect(says(group(null, null))).toBe('The author of my/image must be sds. Found: nothing.');
  const differing = group('kim', 'lee', 'kim');
  expect(says(differing)).toBe('The author of my/image must be sds. Found: ….');
  expect(differing?.found).toEqual([
    { value: 'kim', users: 2 },
    { value: 'lee', users: 1 },
  ]);
  expect(group('kim', 'kim')?.found).toEqual([]);
  // Stored before the values were kept.
  const old = groupOf([{ userId: 'u', here: { ...here('kim'), because: null } }]);
  expect(says(old)).toBe('The author of … must be …. Found: ….');
});

test('a column counts, and its median is the author’s guess before five have passed', () => {
  const passed = (minutes: number) =>
    record('make', { state: 'passed', how: 'hint', firstAt: now - minutes * minute, passedAt: now });
  const four = [1, 2, 3, 30].map(passed);
  const stuck = record('make', { state: 'failed', reasonCount: 3, firstAt: now });
  const working = record('make', { state: 'working', firstAt: now });
  expect(statisticsOf([...four, stuck, working, undefined], 7 * minute, now)).toEqual({
    ...{ passed: 4, working: 1, stuck: 1, helped: 4, medianMs: 7 * minute, histogram: [1, 1, 1, 0, 0, 1] },
  });
  expect(statisticsOf([...four, passed(4)], 7 * minute, now).medianMs).toBe(3 * minute);
  expect([median([]), median([4, 1]), median([3, 1, 2])]).toEqual([null, 1, 2]);
});
