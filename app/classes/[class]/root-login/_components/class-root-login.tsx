'use client';

import { Button } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { useChangeClassRootLogins, useClassRootLogins } from '@/app/_api/hooks/root-login';
import { DataTable } from '@/app/_components/data-table';
import { useErrorText } from '@/app/_components/error-text';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { Link } from '@/app/_components/link';
import { notify } from '@/app/_components/notify';
import page from '@/app/_components/page.module.css';
import { StateMark, type Tone } from '@/app/_components/state-word';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { useClassWatch } from '@/app/_realtime/use-node-watch';
import { NoNodes } from '@/app/classes/_components/no-nodes';
import type { RootLoginStage } from '@/lib/shared/nodes';
import type { NodeOutcome, RootLoginDto } from '@/lib/shared/root-login';
import classes from './class-root-login.module.css';
import { Outcomes } from './outcomes';

const SetUpAll = dynamic(async () => (await import('./set-up-all')).SetUpAll, { ssr: false });
const RootPassword = dynamic(async () => (await import('./root-password')).RootPassword, { ssr: false });

const tones: Record<RootLoginStage, Tone> = {
  none: 'away',
  shell: 'warn',
  root: 'warn',
  at_root: 'warn',
  installing: 'busy',
  removing: 'busy',
  done: 'ready',
};

/** Who of a class is at which stage, live, and what can be done for all. */
export function ClassRootLogin({ classId }: { classId: string }) {
  const t = useTranslations('rootLogin.class');
  const title = useTranslations('rootLogin');
  const { data, error, refetch } = useClassRootLogins(classId);
  const items = data?.items ?? [];
  useClassWatch(classId);
  const [open, setOpen] = useState<'set-up' | 'password' | 'remove' | null>(null);
  const [outcomes, setOutcomes] = useState<NodeOutcome[] | null>(null);
  const change = useChangeClassRootLogins(classId);
  const close = () => setOpen(null);
  const done = items.filter((item) => item.rootLogin).length;
  // A login user who is root already has no key of the panel's to take back.
  const withKey = items.filter((item) => item.stage === 'done').map((item) => item.nodeId);
  const started = (list: NodeOutcome[]) => {
    setOutcomes(list.some((outcome) => outcome.error) ? list : null);
    void notify('done', t('started', { count: list.filter((outcome) => outcome.jobId).length }));
    close();
  };
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{title('title')}</h1>
        {items.length > 0 && (
          <p className={page.summary} aria-live="polite">
            {t('summary', { done, total: items.length })}
          </p>
        )}
        {items.length > 0 && (
          <div className={page.tools}>
            <Button onClick={() => setOpen('set-up')} disabled={items.length === done}>
              {t('all')}
            </Button>
            <Button variant="default" onClick={() => setOpen('password')}>
              {t('rootPassword')}
            </Button>
            <Button variant="default" onClick={() => setOpen('remove')} disabled={withKey.length === 0}>
              {t('takeBack')}
            </Button>
          </div>
        )}
      </div>
      {outcomes && <Outcomes outcomes={outcomes} onClose={() => setOutcomes(null)} />}
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton rows={6} />}
      {data && items.length === 0 && <NoNodes classId={classId} />}
      {items.length > 0 && <Stages items={items} />}
      {open === 'set-up' && <SetUpAll classId={classId} items={items} onStarted={started} onClose={close} />}
      {open === 'password' && (
        <RootPassword
          classId={classId}
          onDone={(list) => {
            setOutcomes(list);
            close();
          }}
          onClose={close}
        />
      )}
      {open === 'remove' && (
        <LazyConfirm
          title={t('takeBackTitle')}
          submit={t('takeBack')}
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate({ action: 'remove', nodes: withKey }, { onSuccess: (list) => started(list.items) })}
          onClose={close}
        >
          {t('takeBackText')}
        </LazyConfirm>
      )}
    </div>
  );
}

function Stages({ items }: { items: RootLoginDto[] }) {
  const t = useTranslations('rootLogin');
  const way = useTranslations('nodes.access');
  const text = useErrorText();
  return (
    <DataTable
      caption={t('title')}
      rows={items}
      rowKey={(item) => item.nodeId}
      rowProps={(item) => ({ 'data-node': item.node, 'data-stage': item.stage }) as ComponentProps<'tr'>}
      columns={[
        {
          key: 'node',
          header: t('class.column.node'),
          cell: (item) => <Link href={`/nodes/${item.nodeId}/root-login`}>{item.node}</Link>,
        },
        {
          key: 'who',
          header: t('class.column.who'),
          cell: (item) => item.assignees.map((person) => person.name).join(', ') || t('class.nobody'),
        },
        {
          key: 'stage',
          header: t('class.column.stage'),
          cell: (item) => (
            <span className={classes.stage}>
              <StateMark tone={item.rootLogin ? 'ready' : tones[item.stage]} />{' '}
              {item.rootLogin && item.stage !== 'done' ? t('stage.login_root') : t(`stage.${item.stage}`)}
            </span>
          ),
        },
        { key: 'way', header: t('class.column.way'), cell: (item) => way(item.way ?? 'none') },
        {
          key: 'note',
          header: t('class.column.note'),
          className: classes.note,
          cell: ({ reason }) =>
            reason && (
              <span title={reason.detail ?? undefined}>
                {text(reason.code)}
                {reason.detail && <code>{reason.detail}</code>}
              </span>
            ),
        },
      ]}
    />
  );
}
