'use client';

import { Checkbox, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useChangeCourse } from '@/app/_api/hooks/board';
import { useCourseSettings } from '@/app/_api/hooks/course-choice';
import { courseAddress } from '@/app/_components/course-address';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { FormError } from '@/app/_components/states';

/** How the course of a class is done and counted. */
export function CourseRules({ classId }: { classId: string }) {
  const t = useTranslations('classes.settings.course');
  const { data, error } = useCourseSettings(classId);
  const change = useChangeCourse(classId);
  return (
    <section className={page.card}>
      <h2>{t('title')}</h2>
      <Stack gap="sm">
        <p>
          {data?.title ? `${data.title} ${data.version ?? ''}` : data && t('none')}{' '}
          <Link href={courseAddress(classId)}>{t('choose')}</Link>
        </p>
        {data?.hash && (
          <>
            <Checkbox
              label={t('solutionHalf')}
              description={t('solutionHalfText')}
              checked={data.solutionHalf}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ solutionHalf: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('ownValues')}
              description={t('ownValuesText')}
              checked={data.ownValues}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ ownValues: event.currentTarget.checked })}
            />
          </>
        )}
        <FormError error={change.error ?? error} />
      </Stack>
    </section>
  );
}
