'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type CSSProperties, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useLesson, useOutline } from '@/app/_api/hooks/courses';
import { useShowNode } from '@/app/_components/shown-node';
import { FailedState } from '@/app/_components/states';
import { useTop } from '@/app/_components/use-top';
import { useLessonWatch, useNodeWatches } from '@/app/_realtime/use-node-watch';
import type { CourseOutlineDto, LessonDto } from '@/lib/shared/courses';
import { lessonNumber } from '@/lib/shared/lesson-number';
import { Announcements, EyesBanner } from './announcements';
import { Divider } from './divider';
import { LessonHead } from './lesson-head';
import { type LessonPage, LessonProvider } from './lesson-page';
import { LessonTabs, type Side } from './lesson-tabs';
import classes from './lesson-view.module.css';
import { Measures } from './measure';
import { useLessonStart } from './use-lesson-start';
import { useSplit } from './use-split';
import { useTyping } from './use-typing';

const LessonTerminals = dynamic(async () => (await import('./lesson-terminals')).LessonTerminals, {
  ssr: false,
  loading: () => <div className={classes.waiting} />,
});

interface Props {
  me: { id: string; isStaff: boolean };
  /** The node beside the lesson: the student's own, or one that staff came with. */
  node: { id: string; name: string } | null;
  outline: CourseOutlineDto;
  lesson: LessonDto;
  /** Its text, from the server. */
  children: ReactNode;
}

/** A lesson beside the terminal; on a phone one of them at a time, and both stay as they are. */
export function LessonView({ me, node: firstNode, outline: firstOutline, lesson: first, children }: Props) {
  const t = useTranslations('course');
  const { classId } = firstOutline;
  const { data: outline = firstOutline } = useOutline(classId, { initialData: firstOutline });
  const { data: lesson = first } = useLesson({ classId, lesson: first.id }, { initialData: first });
  const node = useOwnNode(me.isStaff ? null : outline, firstNode);
  useLessonWatch(me.isStaff ? null : classId);
  useNodeWatches(node ? [node.id] : []);
  useShowNode(node?.id ?? null);
  const isDoing = !me.isStaff;
  const start = useLessonStart({ classId, lesson: lesson.id, nodeId: node?.id ?? null, isDoing });
  const frame = useRef<HTMLDivElement>(null);
  const top = useTop(frame);
  const [percent, setPercent] = useSplit(me.id);
  const [side, setSide] = useState<Side>('lesson');
  const showTerminal = useCallback(() => setSide('terminal'), []);
  const [typing, onSessions] = useTyping(showTerminal);
  const number = lessonNumber(
    outline.lessons.map(({ id }) => id),
    lesson.id,
  );
  const page = useMemo<LessonPage>(
    () => ({ classId, lesson, number, node, isDoing, typing }),
    [classId, lesson, number, node, isDoing, typing],
  );
  const hasTerminal = node !== null || isDoing;
  return (
    <LessonProvider value={page}>
      <EyesBanner classId={classId} />
      {hasTerminal && <LessonTabs side={side} onSide={setSide} />}
      <div
        ref={frame}
        className={`${classes.frame} ${hasTerminal ? '' : classes.alone}`}
        data-side={side}
        style={{ '--top': `${top}px`, '--lesson': `${percent}%` } as CSSProperties}
      >
        <section id="lesson" aria-label={t('lesson')} className={classes.lesson}>
          <LessonHead outline={outline} />
          <Announcements classId={classId} lesson={lesson.id} />
          {start.error && <FailedState error={start.error} onRetry={start.retry} />}
          <Measures classId={classId} lesson={lesson.id} nodeId={node?.id ?? null} blocks={lesson.blocks}>
            {children}
          </Measures>
        </section>
        {hasTerminal && (
          <>
            <Divider frame={frame} controls="lesson" percent={percent} onMove={setPercent} />
            <section id="terminal" aria-label={t('terminal')} className={classes.work}>
              {node ? (
                <LessonTerminals key={node.id} node={node} onSessions={onSessions} />
              ) : (
                <p className={classes.waiting}>{t('noNode')}</p>
              )}
            </section>
          </>
        )}
      </div>
    </LessonProvider>
  );
}

/** A student's node follows the class: it may be swapped for another while the lesson is open. @param outline null: staff stay where they came */
function useOwnNode(outline: CourseOutlineDto | null, first: Props['node']): Props['node'] {
  const [id, name] = outline ? [outline.nodeId, outline.node] : [first?.id, first?.name];
  return useMemo(() => (id && name ? { id, name } : null), [id, name]);
}
