import type { ReactNode } from 'react';
import classes from './states.module.css';

/** Nothing here yet: what this place is for, and the one thing to do next. */
export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <section className={classes.empty}>
      <svg width="96" height="60" viewBox="0 0 96 60" aria-hidden="true" focusable="false">
        <rect x="24" y="4" width="48" height="9" rx="3" className={classes.ghost} />
        <rect x="18" y="19" width="60" height="9" rx="3" className={classes.ghost} />
        <rect x="12" y="34" width="72" height="9" rx="3" className={classes.ghost} />
        <rect x="2" y="51" width="92" height="5" rx="2.5" className={classes.bench} />
      </svg>
      <h2>{title}</h2>
      <p>{text}</p>
      {children && <div className={classes.next}>{children}</div>}
    </section>
  );
}
