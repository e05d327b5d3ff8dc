'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCommand } from '@/app/_components/command-strip';
import pick from '@/app/_components/pick-row.module.css';
import type { ContainerDto } from '@/lib/shared/containers';
import { type BulkAction, bulkActions, bulkCommands, concerned } from './bulk-actions';

interface Props {
  containers: readonly ContainerDto[];
  onAct: (action: BulkAction) => void;
  onClear: () => void;
}

/** What can be done with the containers that are selected: what would do nothing to any of them is not offered. */
export function PickedContainers({ containers, onAct, onClear }: Props) {
  const t = useTranslations('containers');
  return (
    <div className={pick.bar}>
      <span role="status">{t('pick.count', { count: containers.length })}</span>
      {bulkActions.map((action) => {
        const meant = concerned(action, containers);
        return (
          meant.length > 0 && (
            <Action key={action} action={action} command={bulkCommands(action, meant).join('; ')} onAct={onAct} />
          )
        );
      })}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('pick.clear')}
      </Button>
    </div>
  );
}

function Action({ action, command, onAct }: { action: BulkAction; command: string; onAct: Props['onAct'] }) {
  const t = useTranslations('containers');
  const isDanger = action === 'remove' || action === 'kill';
  return (
    <Button
      size="xs"
      variant={isDanger ? 'outline' : 'default'}
      {...(isDanger && { color: 'red' })}
      onClick={() => onAct(action)}
      {...useCommand(command)}
    >
      {t(`bulk.${action}.word`)}
    </Button>
  );
}
