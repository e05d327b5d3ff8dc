'use client';

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import classes from './terminal.module.css';

/** Keys that browsers keep for themselves or phones do not have. What each sends stands in ECMA-48 and xterm's sequences. */
const letters = [
  { label: 'Esc', send: '\x1b' },
  { label: 'Tab', send: '\t' },
  { label: 'Ctrl-C', send: '\x03' },
  { label: 'Ctrl-D', send: '\x04' },
  { label: 'Ctrl-W', send: '\x17' },
  { label: 'Ctrl-T', send: '\x14' },
] as const;
const arrows = [
  { name: 'left', send: '\x1b[D', Icon: ArrowLeft },
  { name: 'up', send: '\x1b[A', Icon: ArrowUp },
  { name: 'down', send: '\x1b[B', Icon: ArrowDown },
  { name: 'right', send: '\x1b[C', Icon: ArrowRight },
] as const;

/** Sends keys to the shell and gives the focus back to it. */
export function KeyBar({ disabled, onKey }: { disabled: boolean; onKey(text: string): void }) {
  const t = useTranslations('terminal.keys');
  return (
    <div role="toolbar" aria-label={t('label')} className={classes.keys}>
      {letters.map(({ label, send }) => (
        <button key={label} type="button" className={classes.key} disabled={disabled} onClick={() => onKey(send)}>
          {label}
        </button>
      ))}
      <button type="button" className={classes.key} disabled={disabled} title={t('detachHint')} onClick={() => onKey('\x10\x11')}>
        {t('detach')}
      </button>
      {arrows.map(({ name, send, Icon }) => (
        <button
          key={name}
          type="button"
          className={classes.key}
          disabled={disabled}
          aria-label={t(name)}
          onClick={() => onKey(send)}
        >
          <Icon size={15} aria-hidden />
        </button>
      ))}
    </div>
  );
}
