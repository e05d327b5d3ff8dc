'use client';

import { Button, Group, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { nodeKeys } from '@/app/_api/hooks/keys';
import { CommandLine } from '@/app/_components/copy';
import { Dialog } from '@/app/_components/dialog';
import type { ContainerDto } from '@/lib/shared/containers';
import { actOn, actOnEach, type BulkAction, bulkCommands, type BulkOutcome, concerned } from './bulk-actions';
import classes from './bulk-dialog.module.css';
import { RemovalLoss } from './removal-loss';

interface Props {
  nodeId: string;
  action: BulkAction;
  containers: readonly ContainerDto[];
  onClose: () => void;
}

/** Asks before something is done to several containers, does it, and says of each how it went. */
export function BulkDialog({ nodeId, action, containers, onClose }: Props) {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const client = useQueryClient();
  // As it was when it was asked: what changes meanwhile is not done unseen.
  const [meant] = useState(() => concerned(action, containers));
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, BulkOutcome> | null>(null);
  const [isBusy, setBusy] = useState(false);
  const failed = meant.filter(({ id }) => outcomes?.get(id)?.ok === false);
  const done = meant.filter(({ id }) => outcomes?.get(id)?.ok === true).length;
  const skipped = containers.length - meant.length;

  async function run(some: readonly ContainerDto[]): Promise<void> {
    setBusy(true);
    setOutcomes((held) => new Map([...(held ?? [])].filter(([, outcome]) => outcome?.ok)));
    await actOnEach(
      some,
      (container) => actOn(nodeId, action, container),
      (id, outcome) => setOutcomes((held) => new Map([...(held ?? []), [id, outcome]])),
    );
    setBusy(false);
    for (const queryKey of [nodeKeys.containers(nodeId), nodeKeys.layers(nodeId), nodeKeys.images(nodeId)])
      void client.invalidateQueries({ queryKey });
  }

  return (
    <Dialog title={t(`bulk.${action}.title`, { count: meant.length })} small holds={isBusy} onClose={onClose}>
      <Stack gap="sm">
        {outcomes === null && <p>{t(`bulk.${action}.text`)}</p>}
        {outcomes === null && skipped > 0 && <p>{t('bulk.skipped', { count: skipped })}</p>}
        {outcomes === null && action === 'remove' && <RemovalLoss nodeId={nodeId} containers={meant} />}
        {outcomes !== null && (
          <p role="status">
            {isBusy
              ? t('bulk.running', { done, total: meant.length })
              : t('bulk.done', { done, total: meant.length, failed: failed.length })}
          </p>
        )}
        <ul className={classes.meant}>
          {meant.map((container) => (
            <li key={container.id}>
              <Mark outcome={outcomes?.get(container.id)} /> <code>{container.name}</code>
              <Reason outcome={outcomes?.get(container.id)} />
            </li>
          ))}
        </ul>
        {bulkCommands(action, meant).map((command) => (
          <CommandLine key={command} command={command} label={common('runs')} />
        ))}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-default-button>
            {common(outcomes === null ? 'cancel' : 'close')}
          </Button>
          {outcomes === null && (
            <Button {...((action === 'remove' || action === 'kill') && { color: 'red' })} onClick={() => void run(meant)}>
              {t(`bulk.${action}.word`)}
            </Button>
          )}
          {outcomes !== null && failed.length > 0 && (
            <Button loading={isBusy} onClick={() => void run(failed)}>
              {t('bulk.again', { count: failed.length })}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

/** A shape for each, so that colour is not the only sign. Before it began there is none. */
function Mark({ outcome }: { outcome: BulkOutcome | undefined }) {
  const t = useTranslations('containers.bulk');
  if (outcome === undefined) return null;
  if (outcome === null) return <LoaderCircle size={14} className={classes.busy} aria-label={t('mark.busy')} />;
  if (outcome.ok) return <CircleCheck size={14} className={classes.ok} aria-label={t('mark.ok')} />;
  return <TriangleAlert size={14} className={classes.failed} aria-label={t('mark.failed')} />;
}

function Reason({ outcome }: { outcome: BulkOutcome | undefined }) {
  if (!outcome || outcome.ok) return null;
  return <p className={classes.reason}>{[outcome.error.message, outcome.error.evidence].filter(Boolean).join(' – ')}</p>;
}
