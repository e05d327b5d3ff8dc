'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import { EmptyState } from '@/app/_components/states';

/** A class without nodes, on a page that is about them. */
export function NoNodes({ classId }: { classId: string }) {
  const t = useTranslations('classes.noNodes');
  return (
    <EmptyState title={t('title')} text={t('text')}>
      <Button component={Link} href={`/classes/${classId}/add`}>
        {t('add')}
      </Button>
    </EmptyState>
  );
}
