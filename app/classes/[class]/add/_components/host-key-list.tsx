'use client';

import { Button, Checkbox } from '@mantine/core';
import { OctagonAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApproveHostKeys, useHostKeys } from '@/app/_api/hooks/import';
import { CommandLine } from '@/app/_components/copy';
import { DataTable } from '@/app/_components/data-table';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/states';
import type { NodeDto } from '@/lib/shared/nodes';
import type { OfferedKeyDto } from '@/lib/shared/node-import';
import classes from './add-nodes.module.css';

const HostKeyDialog = dynamic(async () => (await import('@/app/_components/nodes/host-key-dialog')).HostKeyDialog, {
  ssr: false,
});

/** First keys, approved together after a look at each; changed ones, loud and apart. Live. */
export function HostKeyList({ classId, nodes }: { classId: string; nodes: NodeDto[] }) {
  const t = useTranslations('import.keys');
  const { data, error } = useHostKeys(classId);
  const approve = useApproveHostKeys(classId);
  // What was ticked is this very fingerprint: another one arriving meanwhile needs another look.
  const [checked, setChecked] = useState<ReadonlyMap<string, string>>(new Map());
  const [looking, setLooking] = useState<string | null>(null);
  const keys = data?.items ?? [];
  const first = keys.filter((key) => key.approved === null);
  const changed = keys.filter((key) => key.approved !== null);
  const isChecked = (key: OfferedKeyDto) => checked.get(key.node) === key.offered.sha256;
  const chosen = first.filter(isChecked);
  const waiting = nodes.filter(
    (node) => node.staff?.hostKey === null && node.staff.offeredHostKey === null && node.state === 'connecting',
  );
  const check = (some: OfferedKeyDto[], on: boolean) =>
    setChecked((held) => {
      const next = new Map(held);
      for (const key of some) {
        if (on) next.set(key.node, key.offered.sha256);
        else next.delete(key.node);
      }
      return next;
    });
  const nameOf = (node: string) => nodes.find((known) => known.id === node)?.name ?? node;
  const outcomes = approve.data?.items ?? [];
  const dialogNode = nodes.find((node) => node.id === looking);
  return (
    <section className={classes.keys} aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {changed.length > 0 && (
        <div className={classes.alarm} role="alert">
          <OctagonAlert size={20} aria-hidden />
          <div>
            <strong>{t('changedTitle', { count: changed.length })}</strong>
            <p>{t('changedText')}</p>
            <div className={classes.links}>
              {changed.map((key) => (
                <Button key={key.node} size="xs" color="red" variant="outline" onClick={() => setLooking(key.node)}>
                  {t('look', { name: key.name })}
                </Button>
              ))}
            </div>
          </div>
        </div>
      )}
      <p className={classes.hint}>{first.length > 0 ? t('text') : t('none')}</p>
      {waiting.length > 0 && (
        <p className={classes.hint} role="status">
          {t('waiting', { count: waiting.length })}
        </p>
      )}
      {first.length > 0 && (
        <>
          {[...new Set(first.map((key) => key.command))].map((command) => (
            <CommandLine key={command} command={command} label={t('command')} />
          ))}
          <DataTable
            caption={t('title')}
            rows={first}
            rowKey={(key) => key.node}
            scrolls
            columns={[
              {
                key: 'node',
                header: t('node'),
                cell: (key) => (
                  <>
                    {key.name} <span className={classes.jump}>{`${key.host}:${key.port}`}</span>
                  </>
                ),
              },
              { key: 'type', header: t('type'), cell: (key) => key.offered.type },
              {
                key: 'fingerprint',
                header: t('fingerprint'),
                cell: (key) => <code className={classes.fingerprint}>{key.offered.sha256}</code>,
              },
              {
                key: 'check',
                header: t('check'),
                cell: (key) => (
                  <Checkbox
                    checked={isChecked(key)}
                    onChange={(event) => check([key], event.currentTarget.checked)}
                    aria-label={t('checkOne', { name: key.name })}
                  />
                ),
              },
            ]}
          />
          <div className={classes.approve}>
            <Checkbox
              label={t('checkAll')}
              checked={chosen.length === first.length}
              indeterminate={chosen.length > 0 && chosen.length < first.length}
              onChange={(event) => check(first, event.currentTarget.checked)}
            />
            <Button
              disabled={chosen.length === 0}
              loading={approve.isPending}
              onClick={() => approve.mutate(chosen.map((key) => ({ node: key.node, sha256: key.offered.sha256 })))}
            >
              {t('approve', { count: chosen.length })}
            </Button>
          </div>
        </>
      )}
      <FormError error={error ?? approve.error} />
      {outcomes.length > 0 && (
        <div className={classes.written} role="status">
          <p>{t('approved', { count: outcomes.filter(({ outcome }) => outcome === 'approved').length })}</p>
          <p>
            <Link href={`/classes/${classId}/doctor`}>{t('next')}</Link>
          </p>
          {outcomes.map(({ node, outcome }) =>
            outcome === 'approved' ? null : <p key={node}>{t(`outcome.${outcome}`, { name: nameOf(node) })}</p>,
          )}
        </div>
      )}
      {dialogNode && <HostKeyDialog node={dialogNode} onClose={() => setLooking(null)} />}
    </section>
  );
}
