'use client';

import { Checkbox } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { useLayoutEffect, useRef, useState } from 'react';
import page from '@/app/_components/page.module.css';
import { NodeStateWord } from '@/app/_components/state-word';
import type { NodeDto } from '@/lib/shared/nodes';
import { HealthCell, LatencyWord } from './health-meters';
import { NodeMenu } from './node-menu';
import { NodeName } from './node-name';
import classes from './node-table.module.css';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';
import { isPast } from './node-trouble';

/** Of a row before it was measured, px. */
const rowHeight = 53;

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
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtualizer = useWindowVirtualizer({
    count: nodes.length,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: top,
    initialRect: { width: 1440, height: 900 },
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useLayoutEffect(() => {
    if (last >= nodes.length - 6) onEnd();
  }, [last, nodes.length, onEnd]);
  const above = (rows[0]?.start ?? top) - top;
  const below = virtualizer.getTotalSize() - ((rows.at(-1)?.end ?? top) - top);
  // Those that are loaded: what is not in the list is not chosen by the way.
  const own = nodes.filter((node) => node.staff).map((node) => node.id);
  const every = own.length > 0 && own.every((id) => picked.has(id));
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const health = useTranslations('health');
  return (
    <div ref={box} className={page.tableBox}>
      <table className={`${page.table} ${classes.table}`} aria-rowcount={nodes.length + 1}>
        <thead>
          <tr>
            <th scope="col">
              <div className={classes.pick}>
                <Checkbox
                  size="xs"
                  checked={every}
                  indeterminate={!every && own.some((id) => picked.has(id))}
                  onChange={() => onPick(own, !every)}
                  aria-label={t('pick.all')}
                />
                {t('column.name')}
              </div>
            </th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('column.who')}</th>
            <th scope="col">{t('column.address')}</th>
            <th scope="col">{t('column.docker')}</th>
            <th scope="col">{t('column.containers')}</th>
            <th scope="col">{t('column.images')}</th>
            {topics.map((topic) => (
              <th key={topic} scope="col">
                {health(topic)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{common('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Room height={above} />
          {rows
            .flatMap(({ index }) => nodes[index] ?? [])
            .map((node, at) => (
              <tr
                key={node.id}
                ref={virtualizer.measureElement}
                data-index={(rows[0]?.index ?? 0) + at}
                aria-rowindex={(rows[0]?.index ?? 0) + at + 2}
              >
                <th scope="row" className={classes.name}>
                  <div className={classes.pick}>
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
                </th>
                <td data-label={t('column.state')}>
                  <div>
                    <NodeStateWord state={node.state} />
                    {node.state === 'ready' && (
                      <span className={classes.latency}>
                        <LatencyWord node={node} />
                      </span>
                    )}
                  </div>
                </td>
                <td data-label={t('column.who')}>{node.assignees.map((person) => person.name).join(', ') || t('nobody')}</td>
                <td data-label={t('column.address')}>
                  <code>
                    {node.loginUser}@{node.host}:{node.port}
                  </code>
                </td>
                <td data-label={t('column.docker')}>
                  {node.docker ? `${node.docker.version} · ${node.docker.storageDriver}` : t('unknown')}
                </td>
                <td data-label={t('column.containers')} className={classes.containers}>
                  {node.containersTotal === null
                    ? '–'
                    : t('containersShort', { running: node.containersRunning ?? 0, total: node.containersTotal })}
                  {node.containersTotal !== null && isPast(node) && ` · ${t('lastKnown')}`}
                </td>
                <td data-label={t('column.images')}>{node.images ?? '–'}</td>
                {topics.map((topic) => (
                  <td key={topic} data-label={health(topic)}>
                    <HealthCell node={node} topic={topic} />
                  </td>
                ))}
                <td>
                  <div className={page.actions}>{node.staff && <NodeMenu node={node} onTask={onTask} />}</div>
                </td>
              </tr>
            ))}
          <Room height={below} />
        </tbody>
      </table>
    </div>
  );
}

/** Room for rows that are not in the document. */
function Room({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={8 + topics.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
