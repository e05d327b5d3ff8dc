'use client';

import { useTranslations } from 'next-intl';
import { Ago } from '@/app/_components/ago';
import { useWhoHas } from '@/app/_components/nodes/use-who-has';
import { NodeStateWord, nodeTone } from '@/app/_components/state-word';
import type { NodeDto } from '@/lib/shared/nodes';
import { HealthMeters, LatencyWord } from './health-meters';
import { LazyRemedy } from './lazy-trouble';
import { NodeMenu } from './node-menu';
import { NodeName } from './node-name';
import type { NodeTask } from '../../_components/nodes/node-task-dialog';
import classes from './node-tile.module.css';
import { isPast, useWhy } from './node-trouble';
import { RackPicture } from './rack-picture';

/** One machine of the room: how it is, whose it is, what runs on it; if it is not well, why and what to press. */
export function NodeTile({ node, mixed, onTask }: { node: NodeDto; mixed: boolean; onTask: (task: NodeTask) => void }) {
  const t = useTranslations('nodes');
  const whoHas = useWhoHas();
  const why = useWhy(node);
  const tone = nodeTone(node.state);
  const well = tone === 'ready';
  return (
    <article className={`${classes.tile} ${classes[tone]}`}>
      <div className={classes.head}>
        <RackPicture tone={tone} running={node.containersRunning ?? 0} />
        <div className={classes.who}>
          <h2 className={classes.name}>
            <NodeName node={node} mixed={mixed} />
          </h2>
          <p className={classes.people}>{whoHas(node)}</p>
        </div>
        {node.staff && <NodeMenu node={node} onTask={onTask} />}
      </div>
      <p className={classes.state}>
        <NodeStateWord state={node.state} />
        <span className={classes.since}>
          {well && (
            <span className={classes.latency}>
              <LatencyWord node={node} />
            </span>
          )}
          <Ago at={node.stateSince} />
        </span>
      </p>
      {!well && (
        <div className={classes.trouble}>
          <p>{why}</p>
          <LazyRemedy node={node} onTask={onTask} />
        </div>
      )}
      <HealthMeters node={node} />
      <dl className={classes.facts}>
        <div>
          <dt>{t('column.docker')}</dt>
          <dd>
            {node.docker
              ? `${node.docker.version} · ${node.docker.store === 'other' ? node.docker.storageDriver : t(`store.${node.docker.store}`)}`
              : t('unknown')}
          </dd>
        </div>
        {node.containersTotal !== null && (
          <div>
            <dt>{t('column.containers')}</dt>
            <dd>
              {t('containersShort', { running: node.containersRunning ?? 0, total: node.containersTotal })}
              {isPast(node) && ` · ${t('lastKnown')}`}
            </dd>
          </div>
        )}
        {node.images !== null && (
          <div>
            <dt>{t('column.images')}</dt>
            <dd>
              {node.images}
              {isPast(node) && ` · ${t('lastKnown')}`}
            </dd>
          </div>
        )}
      </dl>
    </article>
  );
}
