'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useApproveHostKeys, useHostKeys } from '@/app/_api/hooks/import';
import { Link } from '@/app/_components/link';
import { FormError } from '@/app/_components/form-error';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './add-nodes.module.css';

/** Loaded where there are keys to look at. */
const ApproveKeys = dynamic(async () => (await import('./approve-keys')).ApproveKeys, { ssr: false });
const ChangedKeys = dynamic(async () => (await import('./changed-keys')).ChangedKeys, { ssr: false });

/** First keys, approved together after a look at each; changed ones, loud and apart. Live. */
export function HostKeyList({ classId, nodes }: { classId: string; nodes: NodeDto[] }) {
  const t = useTranslations('import.keys');
  const { data, error } = useHostKeys(classId);
  const approve = useApproveHostKeys(classId);
  const keys = data?.items ?? [];
  const first = keys.filter((key) => key.approved === null);
  const changed = keys.filter((key) => key.approved !== null);
  const waiting = nodes.filter(
    (node) => node.staff?.hostKey === null && node.staff.offeredHostKey === null && node.state === 'connecting',
  );
  const nameOf = (node: string) => nodes.find((known) => known.id === node)?.name ?? node;
  const outcomes = approve.data?.items ?? [];
  return (
    <section className={classes.keys} aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {changed.length > 0 && <ChangedKeys keys={changed} nodes={nodes} />}
      <p className={classes.hint}>{first.length > 0 ? t('text') : t('none')}</p>
      {waiting.length > 0 && (
        <p className={classes.hint} role="status">
          {t('waiting', { count: waiting.length })}
        </p>
      )}
      {first.length > 0 && <ApproveKeys keys={first} busy={approve.isPending} onApprove={approve.mutate} />}
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
    </section>
  );
}
