'use client';

import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApproveHostKey } from '@/app/_api/hooks/nodes';
import { Alarm } from '@/app/_components/alarm';
import { CommandLine } from '@/app/_components/copy';
import { Dialog } from '@/app/_components/dialog';
import { notify } from '@/app/_components/notify';
import { FormError } from '@/app/_components/states';
import { hostKeyCommand } from '@/lib/shared/host-key-command';
import type { HostKeyDto, NodeDto } from '@/lib/shared/nodes';
import classes from './host-key-dialog.module.css';

/** First contact: compare and approve. A changed key: an alarm, both keys, and approval only after checking. */
export function HostKeyDialog({ node, onClose }: { node: NodeDto; onClose: () => void }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const approve = useApproveHostKey(node.id);
  const approved = node.staff?.hostKey ?? null;
  const offered = node.staff?.offeredHostKey ?? null;
  const changed = approved !== null && offered !== null && approved.sha256 !== offered.sha256;
  // What was ticked is this very fingerprint: another one arriving meanwhile needs another look.
  const [checked, setChecked] = useState<string | null>(null);
  const asks = offered !== null && (changed || approved === null);
  const title = t(changed ? 'hostKey.changedTitle' : asks ? 'hostKey.title' : 'hostKey.shownTitle', { name: node.name });
  return (
    <Dialog title={title} size="lg" small holds={approve.isPending} onClose={onClose}>
      <Stack gap="md">
        {changed ? (
          <Alarm>
            <p>{t('hostKey.changedText')}</p>
          </Alarm>
        ) : (
          offered && <p>{t('hostKey.text')}</p>
        )}
        {approved && <Fingerprint title={t('hostKey.approved')} hostKey={approved} />}
        {asks && <Fingerprint title={t('hostKey.offered')} hostKey={offered} strong />}
        {!offered && !approved && <Text c="dimmed">{t('hostKey.none')}</Text>}
        {asks && (
          <>
            <CommandLine command={hostKeyCommand(offered.type)} />
            <Checkbox
              checked={checked === offered.sha256}
              onChange={(event) => setChecked(event.currentTarget.checked ? offered.sha256 : null)}
              label={changed ? t('hostKey.changedCheck') : t('hostKey.check')}
            />
            <FormError error={approve.error} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {common('cancel')}
              </Button>
              <Button
                color={changed ? 'red' : undefined}
                disabled={checked !== offered.sha256}
                loading={approve.isPending}
                onClick={() =>
                  approve.mutate(
                    { sha256: offered.sha256 },
                    {
                      onSuccess: () => {
                        void notify('done', t('done.approved', { name: node.name }));
                        onClose();
                      },
                    },
                  )
                }
              >
                {changed ? t('hostKey.changedApprove') : t('hostKey.approve')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Dialog>
  );
}

function Fingerprint({ title, hostKey, strong = false }: { title: string; hostKey: HostKeyDto; strong?: boolean }) {
  return (
    <div className={`${classes.key} ${strong ? classes.strong : ''}`}>
      <p className={classes.keyTitle}>
        {title} <span>{hostKey.type}</span>
      </p>
      <code>{hostKey.sha256}</code>
    </div>
  );
}
