import type { Runtime } from '@/lib/core/runtime';
import { textIn } from '@/lib/features/progress/present-progress';
import type { BoardChanges, BoardDto } from '@/lib/shared/board';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { Locale } from '@/lib/shared/common';
import type { Boards } from './boards';
import type { BoardStudent } from './class-board';
import { DrawnBoard } from './drawn-board';
import { loadBoard, type LoadedBoard, openHands } from './load-board';
import { presentColumn, presentDelta, presentReason, sayRow } from './present-board';

export interface BoardsDeps extends Pick<Runtime, 'db' | 'bus' | 'log' | 'now' | 'newId' | 'fleet' | 'courses' | 'presence'> {}

type Listener = (changes: (locale: Locale) => BoardChanges) => void;
/** A board that is kept, as it was sent last. */
interface Kept extends LoadedBoard {
  drawn: DrawnBoard;
  epoch: string;
  v: number;
  listeners: Set<Listener>;
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
  const { bus, log, now, newId } = deps;
  const kept = new Map<string, Promise<Kept>>();
  const listeners = new Map<string, Set<Listener>>();
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
    const drawn = new DrawnBoard(deps, loaded.board, nowMs());
    return { ...loaded, drawn, epoch: newId(), v: 0, listeners: listenersOf(classId), askedAt: nowMs() };
  }

  function listenersOf(classId: string): Set<Listener> {
    const set = listeners.get(classId) ?? new Set<Listener>();
    listeners.set(classId, set);
    return set;
  }

  /** Once for all that comes within the pause, for each class. */
  const coalesced = (pauseMs: number, work: (classId: string) => Promise<void>) =>
    createCoalescer<string, null>({ pauseMs, merge: () => null, deliver: (classId) => inBackground(work(classId)) });
  /** Looks for what differs from what was sent, after a pause in which more may come. */
  const changes = coalesced(changesPauseMs, (classId) => sendChanges(classId, 'touched'));
  const clock = coalesced(clockPauseMs, (classId) => sendChanges(classId, 'all'));
  /** An import changes many nodes, a roster many people: once for all of them. */
  const reloads = coalesced(reloadPauseMs, reload);
  const changedSoon = (classId: string): void => changes.push(classId, null);
  const tickLater = (classId: string): void => clock.push(classId, null);
  const reloadSoon = (classId: string): void => reloads.push(classId, null);

  async function sendChanges(classId: string, scope: 'touched' | 'all'): Promise<void> {
    const board = await kept.get(classId)?.catch(() => undefined);
    if (!board) return;
    if (board.listeners.size === 0 && nowMs() - board.askedAt > keptMs) {
      kept.delete(classId);
      return;
    }
    const delta = board.drawn.redraw(scope, nowMs());
    if (delta) {
      board.v += 1;
      const { epoch, v } = board;
      for (const listener of [...board.listeners])
        listener((locale) => ({ ...{ classId, epoch, v }, ...presentDelta(delta, locale) }));
    }
    tickLater(classId);
  }

  /** Students, nodes or the course are others now: whoever watches asks for a new snapshot. */
  async function reload(classId: string): Promise<void> {
    if (!kept.has(classId)) return;
    kept.delete(classId);
    const board = await get(classId).catch(() => null);
    const reloaded = { classId, epoch: board?.epoch ?? '', v: 0, cells: [], rows: [] };
    for (const listener of [...listenersOf(classId)]) listener(() => reloaded);
  }

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.error({ error }, 'a board could not be brought up to date'));
  }

  async function onHand({ classId, userId }: { classId: string; userId: string }): Promise<void> {
    const board = await kept.get(classId);
    const row = board?.board.rowOf(userId);
    if (!board || row === undefined) return;
    const hand = (await openHands(deps, classId)).get(userId) ?? null;
    board.drawn.touch(row, (student) => {
      student.hand = hand;
    });
    changedSoon(classId);
  }

  async function eachKept(work: (classId: string, board: Kept) => void): Promise<void> {
    for (const [classId, board] of [...kept]) work(classId, await board);
  }

  function onPresence({ userId }: { userId: string }): void {
    inBackground(
      eachKept((classId, { board, drawn }) => {
        const row = board.rowOf(userId);
        if (row === undefined) return;
        drawn.touch(row);
        changedSoon(classId);
      }),
    );
  }

  function onNode(nodeId: string, isWork: boolean): void {
    inBackground(
      eachKept((classId, { board, drawn }) => {
        for (const row of board.rowsOnNode(nodeId)) {
          if (isWork) {
            // Seen at the next tick: output comes ten times a second.
            (board.students[row] as BoardStudent).activeAt = nowMs();
          } else {
            drawn.touch(row);
            changedSoon(classId);
          }
        }
      }),
    );
  }

  const subscriptions = [
    bus.subscribe('progress.changed', ({ classId, userId, record }) => {
      const board = kept.get(classId);
      if (!board) return;
      inBackground(
        board.then(({ drawn }) => {
          if (drawn.take(userId, record)) changedSoon(classId);
        }),
      );
    }),
    bus.subscribe('presence.changed', onPresence),
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
      const { drawn } = board;
      const { course } = board.board;
      return {
        ...{ classId, className: board.className, course: course.id, hash: course.hash, epoch: board.epoch, v: board.v },
        ...{ title: textIn(locale, course.file.title) ?? course.id, at: now().toISOString(), openUpTo: board.openUpTo },
        lessons: course.lessons.map(({ id, file }) => ({
          ...{ id, title: textIn(locale, file.title) ?? id, minutes: file.minutes, steps: file.steps.length },
        })),
        columns: drawn.columns.map((statistics, column) => presentColumn(board.board, column, statistics, locale)),
        rows: drawn.rows.map((row) => sayRow(row, locale)),
        cells: Buffer.from(drawn.cells).toString('base64'),
        reasons: drawn.reasons.map((group) => presentReason(group, locale)),
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
      for (const coalescer of [changes, clock, reloads]) coalescer.stop();
    },
  };
}
