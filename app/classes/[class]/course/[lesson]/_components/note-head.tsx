'use client';

import { Info, Lightbulb, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import classes from './lesson-body.module.css';

const icons = { note: Info, tip: Lightbulb, warning: TriangleAlert } as const;

/** What kind of note this is, as a sign and a word. */
export function NoteHead({ kind }: { kind: keyof typeof icons }) {
  const t = useTranslations('course.note');
  const Icon = icons[kind];
  return (
    <p className={classes.noteHead}>
      <Icon size={16} aria-hidden /> {t(kind)}
    </p>
  );
}
