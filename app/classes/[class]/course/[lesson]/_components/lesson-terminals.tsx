'use client';

import { useTranslations } from 'next-intl';
import { LayerStrip } from '@/app/_components/layer-plates/layer-strip';
import type { TerminalSessions } from '@/app/_components/terminal/terminal-sessions';
import { Terminals } from '@/app/_components/terminal/terminals';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import classes from './lesson-view.module.css';

interface Props {
  node: { id: string; name: string };
  onSessions: (sessions: TerminalSessions | null) => void;
}

/** The node's terminals, and under them its layers. Its code comes after the lesson can be read. */
export function LessonTerminals({ node, onSessions }: Props) {
  const t = useTranslations('terminal');
  const { socket } = useRealtime();
  return (
    <>
      <div className={classes.terminals}>
        {socket ? (
          <Terminals socket={socket} node={node} first={null} onSessions={onSessions} />
        ) : (
          <p className={classes.waiting} role="status">
            {t('state.waiting')}
          </p>
        )}
      </div>
      <LayerStrip node={node} />
    </>
  );
}
