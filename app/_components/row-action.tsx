'use client';

import type { ReactNode } from 'react';
import { useCommand } from './command-strip';
import { Link } from './link';
import classes from './row-action.module.css';

interface Props {
  /** What it does, and to what. */
  label: string;
  /** The same in one word, shown where nothing can be pointed at. */
  word: string;
  /** The docker command it stands for. */
  command: string;
  icon: ReactNode;
  danger?: boolean;
  busy?: boolean;
}

/** A small button in a row that does something to Docker. */
export function RowAction({ label, word, command, icon, danger, busy, onClick }: Props & { onClick: () => void }) {
  const teach = useCommand(command);
  return (
    <button
      type="button"
      className={`${classes.action} ${danger ? classes.danger : ''}`}
      aria-label={label}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onClick();
      }}
      {...teach}
    >
      {icon}
      <span className={classes.word}>{word}</span>
    </button>
  );
}

export function RowLink({ label, word, command, icon, href }: Omit<Props, 'danger' | 'busy'> & { href: string }) {
  const teach = useCommand(command);
  return (
    <Link className={classes.action} aria-label={label} href={href} {...teach}>
      {icon}
      <span className={classes.word}>{word}</span>
    </Link>
  );
}
