'use client';

import { SegmentedControl } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Dialog } from '@/app/_components/dialog';
import { TableSkeleton } from '@/app/_components/states';
import type { PanelSocket } from '@/app/_realtime/connection';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import type { TerminalDto } from '@/lib/shared/realtime';
import classes from './board-panels.module.css';

/** The emulator weighs more than the board: it comes when somebody looks on. */
const WatchedTerminal = dynamic(() => import('./watched-terminal').then((m) => m.WatchedTerminal), { ssr: false });

interface Props {
  classId: string;
  student: { userId: string; name: string };
  onClose: () => void;
}

/** A student's terminals as they are now, to look on at; the student sees by whom. */
export function WatchDialog({ classId, student, onClose }: Props) {
  const t = useTranslations('board.watch');
  const { socket } = useRealtime();
  const { items, error, again } = useStudentTerminals(socket, classId, student.userId);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = items?.find(({ id }) => id === chosen) ?? items?.at(-1);
  // Where the student types at first; it does not change under whoever looks on.
  if (shown && shown.id !== chosen) setChosen(shown.id);
  return (
    <Dialog title={t('title', { name: student.name })} size="min(96vw, 78rem)" onClose={onClose}>
      <div className={classes.items}>
        <p className={classes.quiet}>{t('told', { name: student.name })}</p>
        {items && items.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t('choose')}
            value={shown?.id ?? ''}
            onChange={setChosen}
            data={items.map((terminal) => ({ value: terminal.id, label: labelOf(terminal) }))}
          />
        )}
        {error && <p role="alert">{error}</p>}
        {!items && !error && <TableSkeleton rows={6} />}
        {items?.length === 0 && <p className={classes.quiet}>{t('none', { name: student.name })}</p>}
        {socket && shown && (
          <WatchedTerminal
            key={shown.id}
            socket={socket}
            terminal={shown}
            label={labelOf(shown)}
            classId={classId}
            studentId={student.userId}
            onEnded={again}
          />
        )}
      </div>
    </Dialog>
  );
}

const labelOf = ({ nodeName, containerName, loginUser }: TerminalDto): string =>
  containerName === null ? `${nodeName} (${loginUser ?? ''})` : `${nodeName}: ${containerName}`;

/** Least time between two questions for the list, in ms: nothing tells staff that a student opened a terminal. */
const askPauseMs = 4_000;

/** The list, asked for again while the dialog is open. */
function useStudentTerminals(socket: PanelSocket | null, classId: string, studentId: string) {
  const [items, setItems] = useState<TerminalDto[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const again = useCallback(() => {
    if (!socket?.connected) return;
    socket.emit('student-terminals:list', { class: classId, student: studentId }, (answer) => {
      setError(answer.ok ? null : answer.error.message);
      if (answer.ok) setItems((held) => (sameIds(held, answer.value.items) ? held : answer.value.items));
    });
  }, [socket, classId, studentId]);
  useEffect(() => {
    again();
    const timer = setInterval(again, askPauseMs);
    return () => clearInterval(timer);
  }, [again]);
  return { items, error, again };
}

const sameIds = (one: TerminalDto[] | null, other: TerminalDto[]): boolean =>
  one !== null && one.length === other.length && one.every(({ id }, at) => id === other[at]?.id);
