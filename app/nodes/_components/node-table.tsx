'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import page from '@/app/_components/page.module.css';
import { NodeStateWord } from '@/app/_components/state-word';
import type { NodeDto } from '@/lib/shared/nodes';
import { HealthCell, LatencyWord } from './health-meters';
import { NodeMenu } from './node-menu';
import classes from './node-table.module.css';
import type { NodeTask } from './node-task-dialog';

/** The latency stands with the state. */
const topics = ['load', 'memory', 'disk'] as const;

/** The register as rows. */
export function NodeTable({ nodes, onTask }: { nodes: NodeDto[]; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const common = useTranslations('common');
  const health = useTranslations('health');
  return (
    <div className={page.tableBox}>
      <table className={`${page.table} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
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
          {nodes.map((node) => (
            <tr key={node.id}>
              <th scope="row" className={classes.name}>
                <Link href={`/nodes/${node.id}`}>{node.name}</Link>
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
        </tbody>
      </table>
    </div>
  );
}
