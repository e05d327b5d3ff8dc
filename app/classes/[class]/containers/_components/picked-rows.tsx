'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import pick from '@/app/_components/pick-row.module.css';
import type { ClassListName } from '@/lib/shared/class-lists';
import { type BulkAction, byNodeOf, type Row } from './list-lines';

const actions: Record<ClassListName, readonly BulkAction[]> = {
  containers: ['start', 'stop', 'restart', 'remove'],
  images: ['removeImages'],
};

/** What can be done with the rows that are selected. */
export function PickedRows({
  list,
  rows,
  onAct,
  onClear,
}: {
  list: ClassListName;
  rows: readonly Row[];
  onAct: (action: BulkAction) => void;
  onClear: () => void;
}) {
  const t = useTranslations('classLists');
  return (
    <div className={pick.bar} role="status">
      <span>{t('pick.count', { count: rows.length, nodes: byNodeOf(rows).size })}</span>
      {actions[list].map((action) => (
        <Button
          key={action}
          size="xs"
          variant="default"
          {...(action.startsWith('remove') && { color: 'red', variant: 'outline' })}
          onClick={() => onAct(action)}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('pick.clear')}
      </Button>
    </div>
  );
}
