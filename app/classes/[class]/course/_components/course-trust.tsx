'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useTrustCourse } from '@/app/_api/hooks/course-choice';
import { FormError } from '@/app/_components/states';
import type { CourseSummaryDto } from '@/lib/shared/courses';
import classes from './course-upload.module.css';

/** Whether the programs of the chosen version may run. Only administrators may change it; others see how it stands. */
export function CourseTrust({ course, isAdmin }: { course: CourseSummaryDto; isAdmin: boolean }) {
  const t = useTranslations('courseImport.page');
  const { grant, withdraw } = useTrustCourse();
  const change = course.trusted ? withdraw : grant;
  if (!course.hasScripts) return null;
  return (
    <div className={classes.trust}>
      <p>{t(course.trusted ? 'trusted' : 'untrusted')}</p>
      <p>
        <code>{course.hash}</code>
      </p>
      {isAdmin && (
        <Button variant="default" loading={grant.isPending || withdraw.isPending} onClick={() => change.mutate(course.hash)}>
          {t(course.trusted ? 'withdraw' : 'trust')}
        </Button>
      )}
      <FormError error={grant.error ?? withdraw.error} />
    </div>
  );
}
