'use client';

import { Eye, RotateCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { formatBytes } from '@/app/_components/format';
import type { PanelSocket } from '@/app/_realtime/connection';
import { StateMark, type Tone } from '@/app/_components/state-word';
import classes from './terminal.module.css';
import { OpenElsewhere } from './open-elsewhere';
import type { TerminalState, TerminalView } from './terminal-client';

const tones: Record<TerminalState['name'], Tone> = {
  waiting: 'busy',
  opening: 'busy',
  attaching: 'busy',
  open: 'ready',
  reconnecting: 'warn',
  ended: 'away',
  failed: 'alarm',
};

/** How a terminal is, as a mark for its tab. */
export function TerminalMark({ state }: { state: TerminalState }) {
  return <StateMark tone={tones[state.name]} size={10} />;
}

interface TerminalStatusProps {
  view: TerminalView;
  title: string;
  socket: PanelSocket;
  onReopen(): void;
}

/** The line over a terminal's output: how the connection is, why it ended, and the way on. */
export function TerminalStatus({ view, title, socket, onReopen }: TerminalStatusProps) {
  const t = useTranslations('terminal');
  const format = useFormatter();
  const { state } = view;
  const text = useStateText(state);
  const isOver = state.name === 'ended' || state.name === 'failed';
  return (
    <div className={classes.status} data-state={state.name}>
      <p role="status" aria-live="polite" className={classes.statusText}>
        <TerminalMark state={state} /> <span>{text}</span>
        {view.lostBytes > 0 && <span className={classes.faint}>{t('lost', { size: formatBytes(view.lostBytes) })}</span>}
      </p>
      {view.observers.length > 0 && !isOver && (
        <span role="status" className={classes.observed}>
          <Eye size={15} aria-hidden /> {t('observed', { names: format.list(view.observers), count: view.observers.length })}
        </span>
      )}
      {title !== '' && !isOver && <span className={classes.faint}>{title}</span>}
      {isOver && (
        <button type="button" className={classes.again} onClick={onReopen}>
          <RotateCw size={14} aria-hidden /> {t('again')}
        </button>
      )}
      {state.name === 'failed' && state.code === 'terminal_limit' && <OpenElsewhere socket={socket} />}
    </div>
  );
}

function useStateText(state: TerminalState): string {
  const t = useTranslations('terminal');
  switch (state.name) {
    case 'ended':
      return state.reason === 'exited'
        ? t('ended.exited', { code: state.exitCode === null ? 'none' : String(state.exitCode) })
        : t(`ended.${state.reason}`);
    case 'failed':
      return state.code === 'panel_unreachable' ? t('failedConnection') : t('failed', { message: state.message });
    default:
      return t(`state.${state.name}`);
  }
}
