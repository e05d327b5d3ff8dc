import type { Course } from '@/lib/features/courses/course';
import type { CourseStep } from '@/lib/features/courses/schema';
import { isOver, type StepRecord, type StepRecords, stepKey, untouched } from '@/lib/features/progress/step-record';
import { type PointsRule, pointsFor } from '@/lib/features/progress/list-progress';
import type { BoardNeed } from '@/lib/shared/board-cells';
import { cellByte } from '@/lib/shared/board-cells';
import { needOf } from './need';
import { groupOf, type ReasonGroup } from './reason-group';
import { type ColumnStatistics, median, minutesByte, spentMs, statisticsOf } from './statistics';

const minuteMs = 60_000;

/** One student of a board. Times are ms since 1970. */
export interface BoardStudent {
  userId: string;
  name: string;
  node: { id: string; name: string } | null;
  records: StepRecords;
  hand: { id: string; claimedBy: string | null; since: number } | null;
  activeAt: number | null;
  /** As the database has it. */
  lastSeenAt: Date | null;
}
export interface BoardStep {
  lessonId: string;
  stepId: string;
  /** Its author's guess: the lesson's minutes over its steps. */
  guessMs: number;
}
/** What one row says beside its cells. */
export interface RowFacts {
  student: BoardStudent;
  here: StepRecord | null;
  passed: number;
  points: number;
  need: { need: BoardNeed; since: number } | null;
}
const passedOf = ({ records }: BoardStudent): number => {
  let passed = 0;
  for (const { state } of records.values()) if (state === 'passed') passed += 1;
  return passed;
};

/** The board of one class, in memory: language and wire are somebody else's. */
export class ClassBoard {
  readonly course: Course;
  readonly students: BoardStudent[];
  readonly steps: BoardStep[];
  readonly #rule: PointsRule;
  readonly #stepOf: Map<string, CourseStep>;
  readonly #rowOf: Map<string, number>;
  readonly #columnOf: Map<string, number>;
  /** Of each column, by {@link stepKey}. */
  readonly #keys: string[];

  /** @param rule how the class counts points */
  constructor(course: Course, students: BoardStudent[], rule: PointsRule) {
    this.course = course;
    this.#rule = rule;
    this.#stepOf = new Map(
      course.lessons.flatMap(({ id, file }) => file.steps.map((step) => [stepKey(id, step.id), step] as const)),
    );
    this.students = students;
    this.steps = course.lessons.flatMap(({ id, file }) =>
      file.steps.map((step) => ({ lessonId: id, stepId: step.id, guessMs: (file.minutes * minuteMs) / file.steps.length })),
    );
    this.#rowOf = new Map(students.map(({ userId }, row) => [userId, row]));
    this.#keys = this.steps.map(({ lessonId, stepId }) => stepKey(lessonId, stepId));
    this.#columnOf = new Map(this.#keys.map((key, column) => [key, column]));
  }

  /** @returns which cell it is; null for a step or student the board does not have, or news that are older than what it has */
  take(userId: string, record: StepRecord): { row: number; column: number } | null {
    const row = this.#rowOf.get(userId);
    const column = this.#columnOf.get(stepKey(record.lessonId, record.stepId));
    const student = row === undefined ? undefined : this.students[row];
    if (row === undefined || column === undefined || !student) return null;
    const known = student.records.get(stepKey(record.lessonId, record.stepId));
    if (known && known.revision > record.revision) return null;
    student.records.set(stepKey(record.lessonId, record.stepId), record);
    student.activeAt = Math.max(student.activeAt ?? 0, record.revision);
    return { row, column };
  }

  rowOf(userId: string): number | undefined {
    return this.#rowOf.get(userId);
  }

  rowsOnNode(nodeId: string): number[] {
    return this.students.flatMap(({ node }, row) => (node?.id === nodeId ? [row] : []));
  }

  record(row: number, column: number): StepRecord {
    const step = this.steps[column];
    const [lessonId, stepId] = [step?.lessonId ?? '', step?.stepId ?? ''];
    return this.students[row]?.records.get(this.#keys[column] ?? '') ?? untouched(lessonId, stepId);
  }

  /** The two bytes of a cell. */
  cell(row: number, column: number, now: number): [state: number, minutes: number] {
    const record = this.record(row, column);
    return [cellByte(record), minutesByte(spentMs(record, now))];
  }

  /** Every cell, row after row, two bytes each. */
  cells(now: number): Uint8Array {
    const bytes = new Uint8Array(this.students.length * this.steps.length * 2);
    for (let row = 0, at = 0; row < this.students.length; row++)
      for (let column = 0; column < this.steps.length; column++, at += 2) bytes.set(this.cell(row, column, now), at);
    return bytes;
  }

  columns(now: number): ColumnStatistics[] {
    return this.steps.map((_, column) => this.column(column, now));
  }

  /** One step over all students. */
  column(column: number, now: number): ColumnStatistics {
    const key = this.#keys[column] ?? '';
    return statisticsOf(
      this.students.map(({ records }) => records.get(key)),
      this.steps[column]?.guessMs ?? 0,
      now,
    );
  }

  rows(columns: readonly ColumnStatistics[], now: number): RowFacts[] {
    const middle = this.middle();
    return this.students.flatMap((_, row) => this.row(row, { columns, middle }, now) ?? []);
  }

  /** How many steps the median of the class has passed. */
  middle(): number {
    return median(this.students.map(passedOf)) ?? 0;
  }

  /** One student among the others. @returns null for a row the board does not have */
  row(row: number, { columns, middle }: { columns: readonly ColumnStatistics[]; middle: number }, now: number): RowFacts | null {
    const student = this.students[row];
    if (!student) return null;
    const passed = passedOf(student);
    const column = this.#here(student);
    const here = column === null ? null : this.record(row, column);
    const medianMs = column === null ? 0 : (columns[column]?.medianMs ?? 0);
    const need = needOf(
      { hand: student.hand, step: here, medianMs, activeAt: student.activeAt, stepsBehind: middle - passed },
      now,
    );
    return { student, here, passed, points: this.#points(student), need };
  }

  #points({ records }: BoardStudent): number {
    let sum = 0;
    for (const [key, record] of records) {
      const step = this.#stepOf.get(key);
      if (step) sum += pointsFor(step, record, this.#rule);
    }
    return sum;
  }

  /** The first step that is left of the lesson worked on last, else of those after it, else of all. */
  #here({ records }: BoardStudent): number | null {
    let last: StepRecord | null = null;
    for (const record of records.values()) if (record.revision > (last?.revision ?? 0)) last = record;
    const from = Math.max(
      0,
      this.steps.findIndex(({ lessonId }) => lessonId === last?.lessonId),
    );
    for (let n = 0; n < this.steps.length; n++) {
      const column = (from + n) % this.steps.length;
      if (!isOver(records.get(this.#keys[column] ?? ''))) return column;
    }
    return null;
  }

  /** Students whom the same reason stops at the same step, the largest group first. */
  reasons(rows: readonly RowFacts[]): ReasonGroup[] {
    const groups = new Map<string, Array<{ userId: string; here: StepRecord }>>();
    for (const { here, student } of rows) {
      if (!here?.reason || (here.state !== 'failed' && here.state !== 'errored')) continue;
      const key = `${stepKey(here.lessonId, here.stepId)}/${here.reason}`;
      groups.set(key, [...(groups.get(key) ?? []), { userId: student.userId, here }]);
    }
    return [...groups.values()].flatMap((group) => groupOf(group) ?? []).sort((a, b) => b.userIds.length - a.userIds.length);
  }
}
