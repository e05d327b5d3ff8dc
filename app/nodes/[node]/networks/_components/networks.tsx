'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useNetworks } from '@/app/_api/hooks/networks';
import { CommandStrip } from '@/app/_components/command-strip';
import { FilterInput } from '@/app/_components/filter-input';
import page from '@/app/_components/page.module.css';
import { PlainButton } from '@/app/_components/plain-button';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { NetworkDto } from '@/lib/shared/networks';
import { NetworkPicture } from './network-picture';
import { NetworkTable } from './network-table';

const CreateNetworkDialog = dynamic(async () => (await import('./network-dialogs')).CreateNetworkDialog, { ssr: false });
const PruneNetworksDialog = dynamic(async () => (await import('./network-dialogs')).PruneNetworksDialog, { ssr: false });

const matches = ({ name, subnets, containers }: NetworkDto, text: string): boolean =>
  [
    name,
    ...subnets.map(({ subnet }) => subnet),
    ...containers.flatMap((container) => [container.name, container.ipv4 ?? '']),
  ].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));

/** All networks of a node, and who is on them. */
export function Networks() {
  const t = useTranslations('networks');
  const common = useTranslations('common');
  const node = usePageNode();
  const { data, error, refetch } = useNetworks(node.id);
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<'create' | 'prune' | null>(null);
  const networks = data?.items ?? [];
  const shown = networks.filter((network) => matches(network, filter));
  const unused = networks.filter(({ containers, isPredefined }) => containers.length === 0 && !isPredefined);
  const away = node.state !== 'ready';
  const close = () => setOpen(null);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {networks.length > 0 && <p className={page.summary}>{t('count', { total: networks.length, unused: unused.length })}</p>}
        <div className={page.tools}>
          {networks.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
          {unused.length > 0 && !away && <PlainButton onClick={() => setOpen('prune')}>{t('action.prune')}</PlainButton>}
          {!away && (
            <PlainButton onClick={() => setOpen('create')}>
              <Plus size={15} aria-hidden />
              {t('action.create')}
            </PlainButton>
          )}
        </div>
      </div>
      {away && <LazyNodeAway node={node} />}
      {error && !data && !away && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {networks.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <div className={away ? page.stale : undefined}>
          <NetworkPicture nodeId={node.id} networks={shown} />
          <CommandStrip>
            <NetworkTable nodeId={node.id} networks={shown} away={away} />
          </CommandStrip>
        </div>
      )}
      {open === 'create' && <CreateNetworkDialog nodeId={node.id} onClose={close} />}
      {open === 'prune' && <PruneNetworksDialog nodeId={node.id} networks={unused} onClose={close} />}
    </div>
  );
}
