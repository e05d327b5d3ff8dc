'use client';

import { Button, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';

interface Props {
  /** The cursors of the pages so far: none on the first. */
  cursors: string[];
  /** Where the next page begins; undefined on the last. */
  next: string | undefined;
  onTurn: (cursors: string[]) => void;
}

/** Back and forth between pages of a list; nothing where there is one page. */
export function PageTurn({ cursors, next, onTurn }: Props) {
  const t = useTranslations('common.pages');
  if (cursors.length === 0 && next === undefined) return null;
  return (
    <Group mt="md" gap="sm">
      <Button variant="default" size="sm" disabled={cursors.length === 0} onClick={() => onTurn(cursors.slice(0, -1))}>
        {t('back')}
      </Button>
      <span>{t('page', { page: cursors.length + 1 })}</span>
      <Button
        variant="default"
        size="sm"
        disabled={next === undefined}
        onClick={() => next !== undefined && onTurn([...cursors, next])}
      >
        {t('next')}
      </Button>
    </Group>
  );
}
