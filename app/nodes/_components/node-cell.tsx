'use client';

import { useTranslations } from 'next-intl';
import { useHealthNow } from '@/app/_api/hooks/health';
import { useWhoHas } from '@/app/_components/nodes/use-who-has';
import { NodeStateWord, nodeTone, StateMark } from '@/app/_components/state-word';
import { useHealthWords } from '@/app/_components/use-health-words';
import { healthConcerns } from '@/lib/shared/health-concerns';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './node-cell.module.css';
import { NodeName } from './node-name';

/** A node as small as it can be read: thirty of them stand on one screen. */
export function NodeCell({ node, mixed }: { node: NodeDto; mixed: boolean }) {
  const t = useTranslations('nodes');
  const whoHas = useWhoHas();
  const { concern } = useHealthWords();
  const sample = useHealthNow(node);
  const [worst] = (sample ? healthConcerns(sample) : []).sort((a, b) => (a.level === b.level ? 0 : a.level === 'alarm' ? -1 : 1));
  return (
    <article className={`${classes.cell} ${classes[worst?.level ?? nodeTone(node.state)] ?? ''}`}>
      <h2 className={classes.name}>
        <NodeName node={node} mixed={mixed} />
      </h2>
      <p className={classes.people}>{whoHas(node)}</p>
      <p className={classes.state}>
        {worst && sample ? (
          <span className={classes.concern}>
            <StateMark tone={worst.level} size={11} />
            {concern(worst, sample)}
          </span>
        ) : (
          <NodeStateWord state={node.state} />
        )}
        {node.state === 'ready' && (
          <span className={classes.count}>{t('runningShort', { count: node.containersRunning ?? 0 })}</span>
        )}
      </p>
    </article>
  );
}
