'use client';

import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useOfferedCourses, useSetCourse } from '@/app/_api/hooks/course-choice';
import { FormError } from '@/app/_components/states';
import { CourseTrust } from './course-trust';
import { CourseUpload } from './course-upload';
import classes from './outline.module.css';

/** Chooses the version of a course that the class does. @param props.current its hash now; null: none */
export function CourseChoice({ classId, current, isAdmin }: { classId: string; current: string | null; isAdmin: boolean }) {
  const t = useTranslations('course.choice');
  const router = useRouter();
  const { data, error } = useOfferedCourses();
  const set = useSetCourse(classId);
  const [hash, setHash] = useState(current ?? '');
  const [override, setOverride] = useState(false);
  const items = data?.items ?? [];
  const chosen = items.find((course) => course.hash === hash);
  const needsOverride = set.error?.code === 'course_not_rehearsed' || set.error?.code === 'course_stores_unknown';
  return (
    <form
      className={classes.choice}
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ hash: hash === '' ? null : hash, ...(override && { override }) }, { onSuccess: () => router.refresh() });
      }}
    >
      <NativeSelect
        label={t('label')}
        value={hash}
        onChange={(event) => setHash(event.currentTarget.value)}
        data={[
          { value: '', label: t('none') },
          ...items.map((course) => ({
            value: course.hash,
            label: t('item', { title: course.title, version: course.version, lessons: course.lessons }),
          })),
        ]}
      />
      {needsOverride && (
        <Checkbox label={t('override')} checked={override} onChange={(event) => setOverride(event.currentTarget.checked)} />
      )}
      {chosen && <CourseTrust key={chosen.hash} course={chosen} isAdmin={isAdmin} />}
      <FormError error={set.error ?? error} />
      <Button type="submit" loading={set.isPending} disabled={hash === (current ?? '')}>
        {t('submit')}
      </Button>
      <CourseUpload onAdded={setHash} />
    </form>
  );
}
