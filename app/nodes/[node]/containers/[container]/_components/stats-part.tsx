'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useContainerStats } from '@/app/_api/hooks/containers';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { Sparkline } from '@/app/_components/sparkline';
import { FailedState, TilesSkeleton } from '@/app/_components/states';
import type { ContainerDto, ContainerStats } from '@/lib/shared/containers';
import classes from './container-page.module.css';
import { PartCommand } from './part-command';
import { rateOf, type StatsRate } from './stats-rates';

/** Four minutes of them. */
const ratesKept = 120;
interface Seen {
  last: ContainerStats | null;
  rates: StatsRate[];
}

/** What it uses now, and used since the page was opened. */
export function StatsPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.stats');
  const common = useTranslations('common');
  const format = useFormatter();
  const { data, error, refetch } = useContainerStats(nodeId, container.id);
  const [seen, setSeen] = useState<Seen>({ last: null, rates: [] });
  if (data && data !== seen.last) {
    const rate = seen.last && rateOf(seen.last, data);
    setSeen({ last: data, rates: rate ? [...seen.rates, rate].slice(-ratesKept) : seen.rates });
  }
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <TilesSkeleton />;
  if (data.at === null) return <p className={page.none}>{t(container.state === 'running' ? 'untold' : 'stopped')}</p>;
  const percent = (value: number): string => format.number(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  const perSecond = (value: number): string => t('perSecond', { size: formatBytes(value) });
  const now = seen.rates.at(-1) ?? null;
  const charts = [
    { key: 'cpu', read: (rate: StatsRate) => rate.cpuPercent, say: percent, least: 10 },
    {
      key: 'memory',
      read: (rate: StatsRate) => rate.memoryBytes,
      say: (value: number) => t('of', { size: formatBytes(value), limit: formatBytes(data.memoryLimitBytes) }),
      least: 1,
    },
    { key: 'netReceived', read: (rate: StatsRate) => rate.netReceivedPerS, say: perSecond, least: 1_000 },
    { key: 'netSent', read: (rate: StatsRate) => rate.netSentPerS, say: perSecond, least: 1_000 },
    { key: 'blockRead', read: (rate: StatsRate) => rate.blockReadPerS, say: perSecond, least: 1_000 },
    { key: 'blockWritten', read: (rate: StatsRate) => rate.blockWrittenPerS, say: perSecond, least: 1_000 },
    { key: 'pids', read: (rate: StatsRate) => rate.pids, say: (value: number) => format.number(value), least: 1 },
  ] as const;
  return (
    <>
      <div className={classes.charts}>
        {charts.map(({ key, read, say, least }) => {
          const points = seen.rates.map((rate) => ({ at: rate.at, value: read(rate) }));
          const top = Math.max(least, ...points.map(({ value }) => value));
          return (
            <section key={key} className={page.card}>
              <h2>{t(key)}</h2>
              <p className={classes.value}>{now ? say(read(now)) : common('loading')}</p>
              <Sparkline points={points} top={top} label={t('chart', { what: t(key), top: say(top) })} />
            </section>
          );
        })}
      </div>
      <PartCommand command={dockerCommand('stats', container.name)} />
    </>
  );
}
