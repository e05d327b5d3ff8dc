'use client';

import { useTranslations } from 'next-intl';
import { courseAddress } from '@/app/_components/course-address';
import { Link } from '@/app/_components/link';
import { buttonClass } from '@/app/_components/plain-button';
import page from '@/app/_components/page.module.css';
import { EmptyState } from '@/app/_components/states';

/** A lesson that staff have not opened yet. */
export function LessonLocked({ classId, title }: { classId: string; title: string }) {
  const t = useTranslations('course.locked');
  return (
    <div className={page.page}>
      <EmptyState title={t('title', { title })} text={t('text')}>
        <Link className={buttonClass('lead')} href={courseAddress(classId)}>
          {t('back')}
        </Link>
      </EmptyState>
    </div>
  );
}
