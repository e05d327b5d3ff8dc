'use client';

import { useMemo } from 'react';
import type { BoardView } from '@/app/_api/live-board';
import type { BoardReason } from '@/lib/shared/board';
import classes from './board.module.css';
import { HandsQueue } from './hands-queue';
import { PacePanel } from './pace-panel';
import { ReasonGroups } from './reason-groups';

interface Props {
  board: BoardView;
  /** What a step is called, by `lesson/step`. */
  numbers: ReadonlyMap<string, string>;
  anonymous: boolean;
  /** @param group only those whom one reason stops; null: the class */
  onAnnounce: (group: { reason: BoardReason; number: string } | null) => void;
}

/** Beside the board: who waits, who has the same problem, how fast the class goes. Its code comes after the grid's. */
export function BoardSide({ board, numbers, anonymous, onAnnounce }: Props) {
  const names = useMemo(() => new Map(board.rows.map((row) => [row.userId, row.name])), [board.rows]);
  return (
    <div className={classes.side}>
      <HandsQueue classId={board.classId} numbers={numbers} anonymous={anonymous} />
      <ReasonGroups groups={board.reasons} numbers={numbers} names={anonymous ? null : names} onAnnounce={onAnnounce} />
      <PacePanel board={board} onAnnounce={() => onAnnounce(null)} />
    </div>
  );
}
