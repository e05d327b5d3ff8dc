'use client';

import { Button } from '@mantine/core';
import { KeyRound, Pencil, Trash2, UserRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useUpdateNode } from '@/app/_api/hooks/nodes';
import { notify } from '@/app/_components/notify';
import { useWhoHas } from '@/app/_components/nodes/use-who-has';
import page from '@/app/_components/page.module.css';
import type { NodeTask } from '@/app/_components/nodes/node-task-dialog';
import type { NodeDto } from '@/lib/shared/nodes';
import { Facts } from './node-facts';
import classes from './overview.module.css';

/** What only staff see of a node, and what they may do with it in the register. */
export function StaffCard({ node, onTask }: { node: NodeDto; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const whoHas = useWhoHas();
  const release = useUpdateNode(node.id);
  if (!node.staff) return null;
  const task = (kind: NodeTask['kind']) => () => onTask({ kind, nodeId: node.id });
  return (
    <section className={page.card}>
      <h2>{t('overview.people')}</h2>
      <Facts
        rows={[
          [t('column.who'), whoHas(node)],
          [t('form.credential'), `${t(`form.${node.staff.credentialKind}`)} · ${t('facts.stored')}`],
          [t('facts.rootPassword'), node.staff.hasRootPassword ? t('facts.stored') : t('facts.notStored')],
          [t('facts.hostKey'), <code key="key">{node.staff.hostKey?.sha256 ?? '–'}</code>],
        ]}
      />
      <div className={classes.quick} style={{ marginTop: 16 }}>
        <Button size="xs" variant="default" leftSection={<UserRound size={14} aria-hidden />} onClick={task('assign')}>
          {t('action.assign')}
        </Button>
        {node.staff.setAside && (
          <Button
            size="xs"
            variant="default"
            loading={release.isPending}
            onClick={() =>
              release.mutate(
                { setAside: false },
                {
                  onSuccess: () => void notify('done', t('aside.released', { name: node.name })),
                  onError: (error) => void notify('error', error.message),
                },
              )
            }
          >
            {t('aside.release')}
          </Button>
        )}
        <Button size="xs" variant="default" leftSection={<Pencil size={14} aria-hidden />} onClick={task('edit')}>
          {t('action.edit')}
        </Button>
        <Button size="xs" variant="default" leftSection={<KeyRound size={14} aria-hidden />} onClick={task('host-key')}>
          {t('facts.hostKey')}
        </Button>
        <Button
          size="xs"
          variant="default"
          c="var(--berth-alarm-ink)"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={task('remove')}
        >
          {t('action.remove')}
        </Button>
      </div>
    </section>
  );
}
