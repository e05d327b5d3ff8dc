'use client';

import dynamic from 'next/dynamic';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useContainers, useStoppingContainers } from '@/app/_api/hooks/containers';
import { CommandStrip } from '@/app/_components/command-strip';
import page from '@/app/_components/page.module.css';
import row from '@/app/_components/row-action.module.css';
import { ContainerStateWord } from '@/app/_components/state-word';
import { Tabs } from '@/app/_components/tabs';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { OnePage } from '@/app/nodes/[node]/_components/one-page';
import { ContainerActions, RemoveContainer } from '@/app/nodes/[node]/containers/_components/container-actions';
import { containerAddress, type ContainerPart, containerParts } from '@/app/_components/container-address';
import type { ContainerTask } from '@/app/nodes/[node]/containers/_components/container-tasks';
import { containerOf } from '@/lib/shared/container-of';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './container-page.module.css';
import { OverviewPart } from './overview-part';

const ContainerTaskDialog = dynamic(
  async () => (await import('@/app/nodes/[node]/containers/_components/container-tasks')).ContainerTaskDialog,
  { ssr: false },
);
const LogView = dynamic(async () => (await import('@/app/nodes/[node]/containers/_components/log-view')).LogView, { ssr: false });
const StatsPart = dynamic(async () => (await import('./stats-part')).StatsPart, { ssr: false });
const ProcessesPart = dynamic(async () => (await import('./processes-part')).ProcessesPart, { ssr: false });
const ChangesPart = dynamic(async () => (await import('./changes-part')).ChangesPart, { ssr: false });
const EventsPart = dynamic(async () => (await import('./events-part')).EventsPart, { ssr: false });
const FilesPart = dynamic(async () => (await import('./files-part')).FilesPart, { ssr: false });
const InspectPart = dynamic(async () => (await import('./inspect-part')).InspectPart, { ssr: false });

/** One container, live: how it is, what it writes, uses and runs, and what it changed. */
export function ContainerPage({ reference }: { reference: string }) {
  const t = useTranslations('containers');
  const node = usePageNode();
  const query = useContainers(node.id);
  // Whoever has seen it stays with it, whatever it is called afterwards.
  const [id, setId] = useState<string | null>(null);
  const container = containerOf(query.data?.items ?? [], id ?? reference);
  if (container && id !== container.id) setId(container.id);
  const away = node.state !== 'ready';
  return (
    <OnePage
      list="containers"
      listTitle={t('title')}
      query={query}
      gone={{ title: t('gone.title', { name: reference }), text: t('gone.text') }}
    >
      {container ? <OneContainer nodeId={node.id} container={container} away={away} /> : null}
    </OnePage>
  );
}

function OneContainer({ nodeId, container, away }: { nodeId: string; container: ContainerDto; away: boolean }) {
  const t = useTranslations('containers');
  const router = useRouter();
  const asked = useSearchParams().get('part');
  const part: ContainerPart = containerParts.find((known) => known === asked) ?? 'overview';
  const [task, setTask] = useState<ContainerTask | null>(null);
  const [removing, setRemoving] = useState(false);
  const { name, id } = container;
  const stopping = useStoppingContainers(nodeId).has(id);
  const to = (other: ContainerPart): string => containerAddress(nodeId, name, id, other);
  return (
    <CommandStrip>
      <div className={page.head}>
        <h1>{name}</h1>
        <ContainerStateWord container={container} stopping={stopping} />
        {!away && (
          <div className={`${classes.actions} ${row.worded}`}>
            <ContainerActions
              nodeId={nodeId}
              container={container}
              onLogs={() => router.push(to('logs'))}
              onRemove={() => setRemoving(true)}
              onTask={setTask}
            />
          </div>
        )}
      </div>
      <Tabs
        label={t('parts.label', { name })}
        tabs={containerParts.map((key) => ({ key, href: to(key), text: t(`parts.${key}`), current: key === part }))}
      />
      <div className={classes.part}>
        <Part part={part} nodeId={nodeId} container={container} />
      </div>
      {task && <ContainerTaskDialog nodeId={nodeId} task={task} container={container} onClose={() => setTask(null)} />}
      {removing && <RemoveContainer nodeId={nodeId} container={container} onClose={() => setRemoving(false)} />}
    </CommandStrip>
  );
}

function Part({ part, nodeId, container }: { part: ContainerPart; nodeId: string; container: ContainerDto }) {
  switch (part) {
    case 'overview':
      return <OverviewPart nodeId={nodeId} container={container} />;
    case 'logs':
      return (
        <div className={classes.log}>
          <LogView key={container.id} nodeId={nodeId} container={container} />
        </div>
      );
    case 'stats':
      return <StatsPart key={container.id} nodeId={nodeId} container={container} />;
    case 'processes':
      return <ProcessesPart nodeId={nodeId} container={container} />;
    case 'changes':
      return <ChangesPart nodeId={nodeId} container={container} />;
    case 'events':
      return <EventsPart nodeId={nodeId} container={container} />;
    case 'files':
      return <FilesPart nodeId={nodeId} container={container} />;
    case 'inspect':
      return <InspectPart nodeId={nodeId} container={container} />;
  }
}
