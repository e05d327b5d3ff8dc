import type { Runtime } from '@/lib/core/runtime';
import { textIn } from '@/lib/features/progress/present-progress';
import type { BoardChanges, BoardDto } from '@/lib/shared/board';
import type { Locale } from '@/lib/shared/common';
import type { Boards } from './boards';
import type { BoardStudent, RowFacts } from './class-board';
import { loadBoard, type LoadedBoard, openHands } from './load-board';
import { presentColumn, presentReason, presentRow } from './present-board';
import type { ReasonGroup } from './reason-group';
import type { ColumnStatistics } from './statistics';

export interface BoardsDeps extends Pick<Runtime, 'db' | 'bus' | 'log' | 'now' | 'newId' | 'fleet' | 'courses'> {}

type Listener = (changes: (locale: Locale) => BoardChanges) => void;
/** A board that is kept, and what was sent of it. */
interface Kept extends LoadedBoard {
  epoch: string;
  v: number;
  listeners: Set<Listener>;
  cells: Uint8Array;
  columns: ColumnStatistics[];
  rows: RowFacts[];
  reasons: ReasonGroup[];
  /** When somebody asked for it last, ms. */
  askedAt: number;
}

const changesPauseMs = 100;
/** What changes by time alone: minutes, who is idle. */
const clockPauseMs = 5_000;
const reloadPauseMs = 300;
/** A board nobody watches is dropped after so long. */
const keptMs = 60_000;

export function createBoards(deps: BoardsDeps): Boards {
  const { bus, log, now, newId, fleet } = deps;
  const kept = new Map<string, Promise<Kept>>();
  const listeners = new Map<string, Set<Listener>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const nowMs = (): number => now().getTime();

  function get(classId: string): Promise<Kept> {
    const known = kept.get(classId);
    if (known) return known;
    const made = load(classId);
    kept.set(classId, made);
    made.catch(() => kept.get(classId) === made && kept.delete(classId));
    return made;
  }

  async function load(classId: string): Promise<Kept> {
    const loaded = await loadBoard(deps, classId);
    return { ...loaded, epoch: newId(), v: 0, listeners: listenersOf(classId), ...drawn(loaded), askedAt: nowMs() };
  }

  const drawn = ({ board }: LoadedBoard): Pick<Kept, 'cells' | 'columns' | 'rows' | 'reasons'> => {
    const at = nowMs();
    const columns = board.columns(at);
    const rows = board.rows(columns, at);
    return { cells: board.cells(at), columns, rows, reasons: board.reasons(rows) };
  };

  function listenersOf(classId: string): Set<Listener> {
    const set = listeners.get(classId) ?? new Set<Listener>();
    listeners.set(classId, set);
    return set;
  }

  /** One timer of a name at a time: what comes meanwhile is seen by it. */
  function later(name: string, pauseMs: number, work: () => void): void {
    if (timers.has(name)) return;
    const run = (): void => {
      timers.delete(name);
      work();
    };
    timers.set(name, setTimeout(run, pauseMs).unref());
  }
  /** Looks for what differs from what was sent, after a pause in which more may come. */
  const changedSoon = (classId: string): void =>
    later(`changes ${classId}`, changesPauseMs, () => inBackground(sendChanges(classId)));
  const tickLater = (classId: string): void => later(`clock ${classId}`, clockPauseMs, () => inBackground(sendChanges(classId)));
  /** An import changes many nodes, a roster many people: once for all of them. */
  const reloadSoon = (classId: string): void => later(`reload ${classId}`, reloadPauseMs, () => inBackground(reload(classId)));

  async function sendChanges(classId: string): Promise<void> {
    const board = await kept.get(classId)?.catch(() => undefined);
    if (!board) return;
    if (board.listeners.size === 0 && nowMs() - board.askedAt > keptMs) {
      kept.delete(classId);
      return;
    }
    const before = { cells: board.cells, columns: board.columns, rows: board.rows, reasons: board.reasons };
    Object.assign(board, drawn(board));
    const changes = changesBetween(classId, board, before);
    if (changes) {
      board.v += 1;
      const { v } = board;
      for (const listener of [...board.listeners]) listener((locale) => ({ ...changes(locale), v }));
    }
    tickLater(classId);
  }

  /** @returns null where nothing differs */
  function changesBetween(
    classId: string,
    board: Kept,
    before: Pick<Kept, 'cells' | 'columns' | 'rows' | 'reasons'>,
  ): ((locale: Locale) => BoardChanges) | null {
    const cells: BoardChanges['cells'] = [];
    const width = board.board.steps.length;
    for (let at = 0; at < board.cells.length; at += 2) {
      const [state = 0, minutes = 0] = [board.cells[at], board.cells[at + 1]];
      if (state === before.cells[at] && minutes === before.cells[at + 1]) continue;
      cells.push([Math.floor(at / 2 / width), (at / 2) % width, state, minutes]);
    }
    const differs = <T>(of: readonly T[], old: readonly T[], text: (part: T) => string): number[] =>
      of.flatMap((part, index) => {
        const was = old[index];
        return was !== undefined && text(part) === text(was) ? [] : [index];
      });
    const rows = differs(board.rows, before.rows, rowText);
    const columns = differs(board.columns, before.columns, JSON.stringify);
    const hasReasons = JSON.stringify(board.reasons) !== JSON.stringify(before.reasons);
    if (cells.length === 0 && rows.length === 0 && columns.length === 0 && !hasReasons) return null;
    const { epoch, v } = board;
    return (locale) => ({
      ...{ classId, epoch, v, cells },
      rows: rows.map((row) => [row, presentRow(deps, board.rows[row] as RowFacts, locale)]),
      ...(columns.length > 0 && {
        columns: columns.map((column) => [
          column,
          presentColumn(board.board, column, board.columns[column] as ColumnStatistics, locale),
        ]),
      }),
      ...(hasReasons && { reasons: board.reasons.map((group) => presentReason(group, locale)) }),
    });
  }

  /** Of a row, what its page shows. */
  const rowText = ({ student, here, passed, need }: RowFacts): string =>
    JSON.stringify([
      ...[
        student.node,
        student.hand,
        passed,
        need,
        here?.lessonId,
        here?.stepId,
        here?.state,
        here?.reason,
        here?.reasonCount,
        here?.because,
      ],
      student.node && fleet.status(student.node.id).state,
      Math.floor((student.activeAt ?? 0) / 60_000),
    ]);

  /** Students, nodes or the course are others now: whoever watches asks for a new snapshot. */
  async function reload(classId: string): Promise<void> {
    if (!kept.has(classId)) return;
    kept.delete(classId);
    const board = await get(classId).catch(() => null);
    const changes = { classId, epoch: board?.epoch ?? '', v: 0, cells: [], rows: [] };
    for (const listener of [...listenersOf(classId)]) listener(() => changes);
  }

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.error({ error }, 'a board could not be brought up to date'));
  }

  async function onHand({ classId, userId }: { classId: string; userId: string }): Promise<void> {
    const board = await kept.get(classId);
    const row = board?.board.rowOf(userId);
    const student = row === undefined ? undefined : board?.board.students[row];
    if (!student) return;
    student.hand = (await openHands(deps, classId)).get(userId) ?? null;
    changedSoon(classId);
  }

  async function eachKept(work: (classId: string, board: Kept) => void): Promise<void> {
    for (const [classId, board] of [...kept]) work(classId, await board);
  }

  function onNode(nodeId: string, isWork: boolean): void {
    inBackground(
      eachKept((classId, { board }) => {
        const rows = board.rowsOnNode(nodeId);
        if (rows.length === 0) return;
        // Who works is seen at the next tick: output comes ten times a second.
        if (!isWork) changedSoon(classId);
        else for (const row of rows) (board.students[row] as BoardStudent).activeAt = nowMs();
      }),
    );
  }

  const subscriptions = [
    bus.subscribe('progress.changed', ({ classId, userId, record }) => {
      const board = kept.get(classId);
      if (!board) return;
      inBackground(
        board.then(({ board: taken }) => {
          if (taken.take(userId, record)) changedSoon(classId);
        }),
      );
    }),
    bus.subscribe('hand.changed', (event) => inBackground(onHand(event))),
    bus.subscribe('course.changed', ({ classId }) => reloadSoon(classId)),
    bus.subscribe('access.changed', () => [...kept.keys()].forEach(reloadSoon)),
    bus.subscribe('node.updated', () => [...kept.keys()].forEach(reloadSoon)),
    bus.subscribe('node.deleted', () => [...kept.keys()].forEach(reloadSoon)),
    bus.subscribe('deed.seen', ({ nodeId }) => onNode(nodeId, true)),
    bus.subscribe('terminal.printed', ({ nodeId }) => onNode(nodeId, true)),
    bus.subscribe('node.changed', ({ nodeId, topics }) => topics.includes('state') && onNode(nodeId, false)),
  ];

  return {
    async snapshot(classId, locale): Promise<BoardDto> {
      const board = await get(classId);
      board.askedAt = nowMs();
      tickLater(classId);
      const { course } = board.board;
      return {
        ...{ classId, className: board.className, course: course.id, hash: course.hash, epoch: board.epoch, v: board.v },
        ...{ title: textIn(locale, course.file.title) ?? course.id, at: now().toISOString(), openUpTo: board.openUpTo },
        lessons: course.lessons.map(({ id, file }) => ({
          ...{ id, title: textIn(locale, file.title) ?? id, minutes: file.minutes, steps: file.steps.length },
        })),
        columns: board.columns.map((statistics, column) => presentColumn(board.board, column, statistics, locale)),
        rows: board.rows.map((row) => presentRow(deps, row, locale)),
        cells: Buffer.from(board.cells).toString('base64'),
        reasons: board.reasons.map((group) => presentReason(group, locale)),
      };
    },
    watch(classId, listener) {
      const set = listenersOf(classId);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0 && !kept.has(classId)) listeners.delete(classId);
      };
    },
    stop() {
      for (const end of subscriptions) end();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
