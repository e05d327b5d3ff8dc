'use client';

import { useTranslations } from 'next-intl';
import { useHealthNow } from '@/app/_api/hooks/health';
import { healthFill } from '@/app/_components/health-values';
import { StateMark } from '@/app/_components/state-word';
import { useHealthWords } from '@/app/_components/use-health-words';
import { healthConcerns } from '@/lib/shared/health-concerns';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './health-meters.module.css';

const topics = ['load', 'memory', 'disk'] as const;

/** Load, memory and disk of a node at a glance, and in a sentence what is not well. Quiet while nothing is known. */
export function HealthMeters({ node }: { node: NodeDto }) {
  const t = useTranslations('health');
  const { word, concern } = useHealthWords();
  const sample = useHealthNow(node);
  if (!sample) return null;
  const concerns = healthConcerns(sample);
  return (
    <div className={classes.health}>
      <dl className={classes.meters}>
        {topics.map((topic) => {
          const level = concerns.find((c) => c.about === topic)?.level;
          const fill = healthFill(sample, topic);
          return (
            <div key={topic} className={level ? classes[level] : undefined}>
              <dt>
                {level && <StateMark tone={level} size={10} />}
                {t(topic)}
              </dt>
              <dd>{word(sample, topic)}</dd>
              <dd className={classes.bar} aria-hidden="true">
                <span style={{ width: `${(fill ?? 0) * 100}%` }} />
              </dd>
            </div>
          );
        })}
      </dl>
      <Concerns concerns={concerns.map((c) => ({ key: c.about, level: c.level, text: concern(c, sample) }))} />
    </div>
  );
}

/** Each with its sign and its sentence. */
export function Concerns({ concerns }: { concerns: Array<{ key: string; level: 'warn' | 'alarm'; text: string }> }) {
  if (concerns.length === 0) return null;
  return (
    <ul className={classes.concerns}>
      {concerns.map(({ key, level, text }) => (
        <li key={key} className={classes[level]}>
          <StateMark tone={level} />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** The round trip, to stand before the time since when; nothing while it is not known. */
export function LatencyWord({ node }: { node: NodeDto }) {
  const t = useTranslations('health');
  const { word } = useHealthWords();
  const sample = useHealthNow(node);
  if (!sample || sample.latencyMs === null) return null;
  return (
    <span title={t('roundTrip')} className={classes.latency}>
      {word(sample, 'latency')}
    </span>
  );
}

/** One value in a row of the table. */
export function HealthCell({ node, topic }: { node: NodeDto; topic: (typeof topics)[number] | 'latency' }) {
  const { word } = useHealthWords();
  const sample = useHealthNow(node);
  if (!sample) return '–';
  const level = healthConcerns(sample).find((c) => c.about === topic)?.level;
  return (
    <span className={`${classes.cell} ${level ? classes[level] : ''}`}>
      {level && <StateMark tone={level} size={10} />}
      {word(sample, topic)}
    </span>
  );
}
