'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useMeasures } from '@/app/_api/hooks/courses';
import type { LessonBlock } from '@/lib/shared/courses';
import classes from './measure.module.css';
import { type Measured, measureKey, measuresOf } from './measures-of';

const MeasuresContext = createContext<ReadonlyMap<string, string | null> | null>(null);

/**
 * All numbers of a lesson that depend on the node, asked for together.
 * @param props.isOn false where there is no node to ask
 */
export function Measures(props: {
  classId: string;
  lesson: string;
  nodeId: string | null;
  blocks: readonly LessonBlock[];
  children: ReactNode;
}) {
  const { classId, lesson, nodeId, blocks, children } = props;
  const wanted = useMemo(() => measuresOf(blocks), [blocks]);
  const { data } = useMeasures({ classId, lesson, nodeId, items: wanted });
  const values = useMemo(
    () => (data ? new Map(wanted.map((of, index) => [measureKey(of), data.items[index]?.value ?? null])) : null),
    [data, wanted],
  );
  return <MeasuresContext value={values}>{children}</MeasuresContext>;
}

/** What the reader's node says of one of them now. */
export function Measure({ of }: { of: Measured }) {
  const t = useTranslations('course.measure');
  const values = useContext(MeasuresContext);
  const value = values?.get(measureKey(of)) ?? null;
  const title = value === null ? t(values === null ? 'waiting' : 'unknown') : t('live');
  return (
    <output className={classes.measure} title={title} aria-label={value === null ? title : undefined}>
      {value ?? '…'}
    </output>
  );
}
