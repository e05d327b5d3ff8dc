'use client';

import type { ReactNode } from 'react';
import classes from './states.module.css';

/** A button of these states alone: every page's own error and not-found would else load the component library's once more. */
export function PlainButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.button} onClick={onClick}>
      {children}
    </button>
  );
}
