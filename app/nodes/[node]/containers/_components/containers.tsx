'use client';

import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useContainers } from '@/app/_api/hooks/containers';
import { useImages } from '@/app/_api/hooks/images';
import { CommandStrip } from '@/app/_components/command-strip';
import { CommandLine } from '@/app/_components/copy';
import { FilterInput } from '@/app/_components/filter-input';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { EmptyState, FailedState, TableSkeleton } from '@/app/_components/states';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { LazyNodeAway } from '@/app/nodes/_components/lazy-trouble';
import type { ContainerDto } from '@/lib/shared/containers';
import { composeCommand, composeGroups } from './compose-groups';
import { ContainerTable } from './container-table';

const RunDialog = dynamic(async () => (await import('./run-dialog')).RunDialog, { ssr: false });
const LogDrawer = dynamic(async () => (await import('./log-drawer')).LogDrawer, { ssr: false });

const matches = (container: ContainerDto, text: string): boolean =>
  [container.name, container.image, container.id].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));

/** All containers of a node, live; run a new one, and everything else one does with them. */
export function Containers() {
  const t = useTranslations('containers');
  const common = useTranslations('common');
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const node = usePageNode();
  const { data, error, refetch } = useContainers(node.id);
  const images = useImages(node.id);
  const [filter, setFilter] = useState('');
  const [running, setRunning] = useState(search.has('run'));
  const [logsOf, setLogsOf] = useState<ContainerDto | null>(null);
  const containers = data?.items ?? [];
  const shown = containers.filter((container) => matches(container, filter));
  const groups = composeGroups(shown);
  const away = node.state !== 'ready';
  const noImages = images.data?.items.length === 0;
  function closeRun(): void {
    setRunning(false);
    if (search.has('run')) router.replace(path);
  }
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{t('title')}</h1>
        {containers.length > 0 && (
          <p className={page.summary}>
            {t('count', { running: containers.filter((c) => c.state === 'running').length, total: containers.length })}
          </p>
        )}
        <div className={page.tools}>
          {containers.length > 0 && <FilterInput value={filter} onChange={setFilter} label={t('filter')} />}
          <Button leftSection={<Play size={16} aria-hidden />} onClick={() => setRunning(true)} disabled={away}>
            {t('action.run')}
          </Button>
        </div>
      </div>
      {away && data && <LazyNodeAway node={node} />}
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <TableSkeleton />}
      {data && !away && containers.length === 0 && (
        <EmptyState title={t('empty.title')} text={noImages ? t('empty.noImages') : t('empty.text')}>
          {noImages ? (
            <Button component={Link} href={nodeAddress(node.id, 'images?pull')}>
              {t('action.pull')}
            </Button>
          ) : (
            <Button onClick={() => setRunning(true)}>{t('action.run')}</Button>
          )}
        </EmptyState>
      )}
      {containers.length > 0 && shown.length === 0 && <p className={page.none}>{common('noMatch', { text: filter })}</p>}
      {shown.length > 0 && (
        <div className={away ? page.stale : undefined}>
          <CommandStrip>
            {groups.map(({ project, services, containers: of }) => (
              <section key={project ?? ''} className={page.group}>
                {project !== null && (
                  <>
                    <h2>{t('compose.title', { project })}</h2>
                    <p>{t('compose.text', { services: services.join(', ') })}</p>
                    <div className={page.commands}>
                      <CommandLine command={composeCommand(project, 'up', '-d')} label={t('compose.up')} />
                      <CommandLine command={composeCommand(project, 'down')} label={t('compose.down')} />
                    </div>
                  </>
                )}
                {project === null && groups.length > 1 && <h2>{t('compose.others')}</h2>}
                <ContainerTable nodeId={node.id} containers={of} away={away} onLogs={setLogsOf} />
              </section>
            ))}
          </CommandStrip>
        </div>
      )}
      {running && <RunDialog nodeId={node.id} image={search.get('image') ?? undefined} onClose={closeRun} />}
      {logsOf && <LogDrawer nodeId={node.id} container={logsOf} onClose={() => setLogsOf(null)} />}
    </div>
  );
}
