'use client';

import { ActionIcon, Checkbox, Popover, Stack } from '@mantine/core';
import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ContainerColumn, containerColumns } from './container-view';

interface Props {
  columns: readonly ContainerColumn[];
  onChoose: (columns: readonly ContainerColumn[]) => void;
}

/** Which columns the table has; open from the start, because its button was pressed to get it. */
export function ColumnChooser({ columns, onChoose }: Props) {
  const t = useTranslations('containers');
  return (
    <Popover position="bottom-end" withinPortal trapFocus defaultOpened>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={t('columns.label')}>
          <Columns3 size={17} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label={t('columns.label')}>
          {containerColumns.map((column) => (
            <Checkbox
              key={column}
              label={t(`column.${column}`)}
              {...(column === 'size' && { description: t('columns.size') })}
              checked={columns.includes(column)}
              onChange={({ currentTarget: { checked } }) =>
                onChoose(containerColumns.filter((one) => (one === column ? checked : columns.includes(one))))
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
