'use client';

import { useTranslations } from 'next-intl';
import classes from './lesson-view.module.css';

export type Side = 'lesson' | 'terminal';
const sides = ['lesson', 'terminal'] as const;

/** Which side a narrow screen shows. A wide one shows both, and these are not there. */
export function LessonTabs({ side, onSide }: { side: Side; onSide: (side: Side) => void }) {
  const t = useTranslations('course');
  return (
    <div
      role="tablist"
      aria-label={t('sides')}
      className={classes.tabs}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        const other = side === 'lesson' ? 'terminal' : 'lesson';
        onSide(other);
        document.getElementById(`side-${other}`)?.focus();
      }}
    >
      {sides.map((key) => (
        <button
          key={key}
          type="button"
          role="tab"
          id={`side-${key}`}
          aria-selected={side === key}
          aria-controls={key}
          tabIndex={side === key ? 0 : -1}
          className={classes.tab}
          onClick={() => onSide(key)}
        >
          {t(key)}
        </button>
      ))}
    </div>
  );
}
