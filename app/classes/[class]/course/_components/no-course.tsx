'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { EmptyState } from '@/app/_components/states';
import { useLessonWatch } from '@/app/_realtime/use-node-watch';
import { LazyCourseChoice } from './lazy-course-choice';

/** A class without a course: staff choose one, students have their node meanwhile. */
export function NoCourse({ classId, isStaff, isAdmin }: { classId: string; isStaff: boolean; isAdmin: boolean }) {
  const t = useTranslations('course.outline');
  useLessonWatch(isStaff ? null : classId);
  return (
    <div className={page.page}>
      <EmptyState title={t('none')} text={t(isStaff ? 'noneStaff' : 'noneStudent')}>
        {isStaff ? (
          <LazyCourseChoice classId={classId} current={null} isAdmin={isAdmin} />
        ) : (
          <Button component={Link} href="/nodes">
            {t('toNode')}
          </Button>
        )}
      </EmptyState>
    </div>
  );
}
