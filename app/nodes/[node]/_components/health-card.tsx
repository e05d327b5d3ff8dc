'use client';

import { useTranslations } from 'next-intl';
import { useHealth, useHealthNow } from '@/app/_api/hooks/health';
import { Ago } from '@/app/_components/ago';
import { formatBytes } from '@/app/_components/format';
import { type HealthTopic, healthTopics, healthValue } from '@/app/_components/health-values';
import page from '@/app/_components/page.module.css';
import { Sparkline } from '@/app/_components/sparkline';
import type { SparkPoint } from '@/app/_components/sparkline-path';
import { useHealthWords } from '@/app/_components/use-health-words';
import { Concerns } from '@/app/nodes/_components/health-meters';
import type { HealthSample } from '@/lib/shared/health';
import { healthConcerns } from '@/lib/shared/health-concerns';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './health-card.module.css';

/** How the node is and how it was in the last minutes: four values with their units and a line each. */
export function HealthCard({ node }: { node: NodeDto }) {
  const t = useTranslations('health');
  const { concern } = useHealthWords();
  const common = useTranslations('common');
  const { data, isPending } = useHealth(node.id);
  const now = useHealthNow(node);
  const history = data?.items ?? [];
  const shown = now ?? history.at(-1) ?? null;
  const connected = now !== null || node.state === 'ready';
  return (
    <section className={page.card}>
      <div className={classes.head}>
        <h2>{t('title')}</h2>
        {shown && <span className={classes.when}>{t.rich('asOf', { time: () => <Ago at={shown.at} /> })}</span>}
      </div>
      {!shown && <p className={classes.none}>{isPending ? common('loading') : t(connected ? 'asking' : 'never')}</p>}
      {shown && !connected && <p className={classes.none}>{t('away')}</p>}
      {now && <Concerns concerns={healthConcerns(now).map((c) => ({ key: c.about, level: c.level, text: concern(c, now) }))} />}
      {shown && (
        <dl className={`${classes.values} ${now ? '' : page.stale}`}>
          {healthTopics.map((topic) => (
            <Value key={topic} topic={topic} sample={shown} history={history} />
          ))}
        </dl>
      )}
    </section>
  );
}

function Value({ topic, sample, history }: { topic: HealthTopic; sample: HealthSample; history: HealthSample[] }) {
  const t = useTranslations('health');
  const { word, valueWord } = useHealthWords();
  const points: SparkPoint[] = history.flatMap((s) => {
    const value = healthValue(s, topic);
    return value === null ? [] : [{ at: Date.parse(s.at), value }];
  });
  const values = points.map((point) => point.value);
  const most = Math.max(...values, 0);
  const spanMs = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  const label = t('spark', {
    name: t(topic),
    min: valueWord(topic, Math.min(...values)),
    max: valueWord(topic, most),
    minutes: Math.max(1, Math.round(spanMs / 60_000)),
  });
  return (
    <div className={classes.value}>
      <dt>{t(topic)}</dt>
      <dd className={classes.number}>{word(sample, topic)}</dd>
      <dd className={classes.detail}>
        <Detail topic={topic} sample={sample} />
      </dd>
      <dd className={classes.picture} title={points.length > 1 ? label : undefined}>
        {points.length > 1 && <Sparkline points={points} top={topOf(topic, sample, most)} label={label} />}
      </dd>
    </div>
  );
}

/** Memory and disk are drawn against the whole; load against its processors, latency against ten ms, or whatever was more. */
function topOf(topic: HealthTopic, sample: HealthSample, most: number): number {
  if (topic === 'memory' || topic === 'disk') return 1;
  return Math.max(most * 1.15, topic === 'load' ? (sample.cpus ?? 1) : 10);
}

function Detail({ topic, sample }: { topic: HealthTopic; sample: HealthSample }) {
  const t = useTranslations('health');
  if (topic === 'latency') return t('roundTrip');
  if (topic === 'load') return sample.cpus === null ? '' : t('loadOf', { cpus: sample.cpus });
  const [used, total] =
    topic === 'memory' ? [sample.memoryUsedBytes, sample.memoryTotalBytes] : [sample.diskUsedBytes, sample.diskTotalBytes];
  if (used === null || total === null) return '';
  return (
    <>
      {t('of', { used: formatBytes(used), total: formatBytes(total) })}
      {topic === 'disk' && sample.diskPath && (
        <>
          {' · '}
          <code>{sample.diskPath}</code>
        </>
      )}
    </>
  );
}
