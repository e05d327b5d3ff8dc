'use client';

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import classes from './terminal.module.css';

/** Keys that browsers keep for themselves or phones do not have. What each sends stands in ECMA-48 and xterm's sequences. */
const first = [
  { label: 'Esc', send: '\x1b' },
  { label: 'Tab', send: '\t' },
  { label: 'Ctrl-C', send: '\x03' },
] as const;
const more = [
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

interface KeyBarProps {
  disabled: boolean;
  /** Ctrl-P Ctrl-Q leaves a container that one is attached to, here or by a command typed on the node; of an exec there is nothing to leave. */
  detach: boolean;
  onKey(text: string): void;
}

/** Sends keys to the shell and gives the focus back to it. On a phone the row scrolls; what a phone lacks most comes first. */
export function KeyBar({ disabled, detach, onKey }: KeyBarProps) {
  const t = useTranslations('terminal.keys');
  const key = (label: string, send: string, title?: string) => (
    <button key={label} type="button" className={classes.key} disabled={disabled} title={title} onClick={() => onKey(send)}>
      {label}
    </button>
  );
  return (
    <div role="toolbar" aria-label={t('label')} className={classes.keys}>
      {first.map(({ label, send }) => key(label, send))}
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
      {more.map(({ label, send }) => key(label, send))}
      {detach && key(t('detach'), '\x10\x11', t('detachHint'))}
    </div>
  );
}
