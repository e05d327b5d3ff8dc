'use client';

import { useTranslations } from 'next-intl';
import { formatBytes } from '@/app/_components/format';
import { LayerBar, LayerBars } from '@/app/_components/layer-bars';
import { type ClassLayer, classLayers } from '@/lib/shared/class-layers';
import type { JobDto } from '@/lib/shared/jobs';
import classes from './class-pull-bars.module.css';

/** One bar for each layer of a pull on many nodes: bytes of all nodes that want it. Nothing before a node has named a layer. */
export function ClassPullBars({ jobs }: { jobs: readonly JobDto[] }) {
  const t = useTranslations('operations.pull');
  const { layers, failed } = classLayers(jobs);
  if (layers.length === 0) return null;
  const outside = layers.filter((layer) => layer.outside);
  const others = layers.filter((layer) => !layer.outside);
  return (
    <div className={classes.pull}>
      {outside.length > 0 && <Bars title={t('outside')} layers={outside} />}
      {others.length > 0 && <Bars title={t(outside.length > 0 ? 'registry' : 'nodes')} layers={others} />}
      {failed.length > 0 && <p className={classes.failed}>{t('failed', { nodes: failed.join(', '), count: failed.length })}</p>}
    </div>
  );
}

function Bars({ title, layers }: { title: string; layers: readonly ClassLayer[] }) {
  const t = useTranslations('operations.pull');
  return (
    <div>
      <h3>{title}</h3>
      <LayerBars wide>
        {layers.map((layer) => {
          const { id, doneBytes, wantedBytes, nodesDone, nodesWanting } = layer;
          const done = formatBytes(doneBytes);
          return (
            <LayerBar
              key={id}
              id={id}
              label={t('layer', { id })}
              percent={Math.floor(fractionOf(layer) * 100)}
              tone="full"
              note={t('count', { done: nodesDone, total: nodesWanting })}
              bytes={wantedBytes === null ? done : t('bytes', { done, total: formatBytes(wantedBytes) })}
            />
          );
        })}
      </LayerBars>
    </div>
  );
}

/** By bytes; by nodes where Docker tells no size, as of a layer that comes in one piece. */
const fractionOf = ({ doneBytes, wantedBytes, nodesDone, nodesWanting }: ClassLayer): number =>
  wantedBytes ? doneBytes / wantedBytes : nodesDone / nodesWanting;
