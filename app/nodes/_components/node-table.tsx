'use client';

import { Checkbox } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useWhoHas } from '@/app/_components/nodes/use-who-has';
import pick from '@/app/_components/pick-row.module.css';
import { NodeStateWord } from '@/app/_components/state-word';
import { VirtualTable } from '@/app/_components/virtual-table';
import type { NodeDto } from '@/lib/shared/nodes';
import { HealthCell, LatencyWord } from './health-meters';
import { NodeMenu } from './node-menu';
import { NodeName } from './node-name';
import classes from './node-table.module.css';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';
import { isPast } from './node-trouble';

/** The latency stands with the state. */
const topics = ['load', 'memory', 'disk'] as const;

interface Props {
  nodes: NodeDto[];
  /** Of several classes: each says which. */
  mixed: boolean;
  picked: ReadonlySet<string>;
  onPick: (ids: readonly string[], on: boolean) => void;
  onTask: (task: NodeTask) => void;
  /** Called when the last rows come into sight. */
  onEnd: () => void;
}

/** The register as rows, of which only those in sight are in the document; what stands above and below them is room. */
export function NodeTable({ nodes, mixed, picked, onPick, onTask, onEnd }: Props) {
  // Those that are loaded: what is not in the list is not chosen by the way.
  const own = nodes.filter((node) => node.staff).map((node) => node.id);
  const every = own.length > 0 && own.every((id) => picked.has(id));
  const t = useTranslations('nodes');
  const whoHas = useWhoHas();
  const common = useTranslations('common');
  const health = useTranslations('health');
  return (
    <VirtualTable
      caption={t('title')}
      crowded
      rows={nodes}
      rowKey={(node) => node.id}
      rowHeight={53}
      onEnd={onEnd}
      columns={[
        {
          key: 'name',
          header: (
            <div className={pick.row}>
              <Checkbox
                size="xs"
                checked={every}
                indeterminate={!every && own.some((id) => picked.has(id))}
                onChange={() => onPick(own, !every)}
                aria-label={t('pick.all')}
              />
              {t('column.name')}
            </div>
          ),
          minWidth: '5.5em',
          cell: (node) => (
            <div className={pick.row}>
              {node.staff && (
                <Checkbox
                  size="xs"
                  checked={picked.has(node.id)}
                  onChange={(event) => onPick([node.id], event.currentTarget.checked)}
                  aria-label={t('pick.one', { name: node.name })}
                />
              )}
              <span>
                <NodeName node={node} mixed={mixed} />
              </span>
            </div>
          ),
        },
        {
          key: 'state',
          header: t('column.state'),
          cell: (node) => (
            <div>
              <NodeStateWord state={node.state} />
              {node.state === 'ready' && (
                <span className={classes.latency}>
                  <LatencyWord node={node} />
                </span>
              )}
            </div>
          ),
        },
        {
          key: 'who',
          header: t('column.who'),
          cell: (node) => whoHas(node),
        },
        {
          key: 'address',
          header: t('column.address'),
          cell: (node) => <code>{`${node.loginUser}@${node.host}:${node.port}`}</code>,
        },
        {
          key: 'docker',
          header: t('column.docker'),
          cell: ({ docker }) => (docker ? `${docker.version} · ${docker.storageDriver}` : t('unknown')),
        },
        {
          key: 'containers',
          header: t('column.containers'),
          minWidth: '7.5em',
          cell: (node) => {
            if (node.containersTotal === null) return '–';
            const counts = t('containersShort', { running: node.containersRunning ?? 0, total: node.containersTotal });
            return isPast(node) ? `${counts} · ${t('lastKnown')}` : counts;
          },
        },
        { key: 'images', header: t('column.images'), cell: (node) => node.images ?? '–' },
        ...topics.map((topic) => ({
          key: topic,
          header: health(topic),
          cell: (node: NodeDto) => <HealthCell node={node} topic={topic} />,
        })),
        {
          key: 'actions',
          header: common('actions'),
          kind: 'actions',
          cell: (node) => node.staff && <NodeMenu node={node} onTask={onTask} />,
        },
      ]}
    />
  );
}
