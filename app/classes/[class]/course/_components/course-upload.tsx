'use client';

import { Button, FileButton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useAddCourse } from '@/app/_api/hooks/course-choice';
import { FormError } from '@/app/_components/states';
import classes from './course-upload.module.css';
import { ImportReport } from './import-report';

/** Adds a version of a course from a zip, also one in a format of others; says what is wrong with it, or what was lost. */
export function CourseUpload({ onAdded }: { onAdded: (hash: string) => void }) {
  const t = useTranslations('courseImport.page');
  const add = useAddCourse();
  const errors = add.error?.errors ?? [];
  return (
    <div className={classes.upload}>
      <FileButton
        accept=".zip,application/zip"
        onChange={(file) => file && add.mutate(file, { onSuccess: ({ hash }) => onAdded(hash) })}
      >
        {(props) => (
          <Button {...props} variant="default" loading={add.isPending}>
            {t('upload')}
          </Button>
        )}
      </FileButton>
      <p>{t('formats')}</p>
      {errors.length === 0 ? (
        <FormError error={add.error} />
      ) : (
        <ul className={classes.list} role="alert">
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {add.data && <p role="status">{t('added', { title: add.data.title, version: add.data.version })}</p>}
      {add.data?.imported && <ImportReport report={add.data.imported} />}
    </div>
  );
}
