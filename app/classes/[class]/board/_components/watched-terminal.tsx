'use client';

import '@xterm/xterm/css/xterm.css';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useState, useSyncExternalStore } from 'react';
import terminalClasses from '@/app/_components/terminal/terminal.module.css';
import { TerminalClient } from '@/app/_components/terminal/terminal-client';
import { TerminalStatus } from '@/app/_components/terminal/terminal-status';
import { useScreen } from '@/app/_components/terminal/use-screen';
import { useScreenSettings } from '@/app/_components/terminal/use-screen-settings';
import type { PanelSocket } from '@/app/_realtime/connection';
import type { TerminalDto } from '@/lib/shared/realtime';
import classes from './watched-terminal.module.css';

interface Props {
  socket: PanelSocket;
  terminal: TerminalDto;
  /** Where it is, in words. */
  label: string;
  classId: string;
  studentId: string;
  onEnded: () => void;
}

const nothing = (): void => {};

/** One terminal of a student: what is printed, in the size of their window, and no way to write. */
export function WatchedTerminal({ socket, terminal, label, classId, studentId, onEnded }: Props) {
  const t = useTranslations('board.watch');
  const [client] = useState(() => new TerminalClient(socket, { kind: 'observe', terminal, classId, studentId }));
  useEffect(() => () => client.dispose(), [client]);
  const view = useSyncExternalStore(client.subscribe, client.getView, client.getView);
  const [settings] = useScreenSettings();
  const [readOnly] = useState({ ...settings, readOnly: true });
  const hintId = useId();
  const { box } = useScreen({
    client,
    labels: { input: t('output', { label }), hintId },
    settings: readOnly,
    events: { title: nothing, link: nothing, paste: nothing, plainPaste: nothing, search: nothing, leave: nothing },
  });
  const isOver = view.state.name === 'ended';
  useEffect(() => {
    if (isOver) onEnded();
  }, [isOver, onEnded]);
  return (
    <div className={`${terminalClasses.terminals} ${classes.frame}`} data-mantine-color-scheme="dark">
      <div className={terminalClasses.bar}>
        <TerminalStatus view={{ ...view, observers: [] }} title="" socket={socket} onReopen={onEnded} />
      </div>
      <div ref={box} className={classes.screen} data-watched={terminal.id} />
      <p id={hintId} className="visually-hidden">
        {t('readOnly')}
      </p>
    </div>
  );
}
