'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useContainerStats } from '@/app/_api/hooks/usage';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import page from '@/app/_components/page.module.css';
import { Sparkline } from '@/app/_components/sparkline';
import { TilesSkeleton } from '@/app/_components/states';
import { useStatsWatch } from '@/app/_realtime/use-node-watch';
import type { ContainerDto } from '@/lib/shared/containers';
import type { StatsRate } from '@/lib/shared/container-usage';
import classes from './container-page.module.css';
import { PartCommand } from './part-command';

/** What it uses, each second while somebody looks, and used in the last minutes. */
export function StatsPart({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.stats');
  const common = useTranslations('common');
  const format = useFormatter();
  useStatsWatch(nodeId, container.id);
  const stats = useContainerStats(nodeId, container.id);
  if (!stats || stats.state === 'opening') return <TilesSkeleton />;
  const { state, sample, rates } = stats;
  if (state === 'untold') return <p className={page.none}>{t('untold')}</p>;
  if (state !== 'reading' && rates.length === 0) return <p className={page.none}>{t(state === 'lost' ? 'lost' : 'stopped')}</p>;
  const percent = (value: number): string => format.number(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  const perSecond = (value: number): string => t('perSecond', { size: formatBytes(value) });
  const now = rates.at(-1) ?? null;
  const charts = [
    { key: 'cpu', read: (rate: StatsRate) => rate.cpuPercent, say: percent, least: 10 },
    {
      key: 'memory',
      read: (rate: StatsRate) => rate.memoryBytes,
      say: (value: number) => t('of', { size: formatBytes(value), limit: formatBytes(sample?.memoryLimitBytes ?? 0) }),
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
      {state !== 'reading' && (
        <p className={page.none} role="status">
          {t(state === 'lost' ? 'lost' : 'ended')}
        </p>
      )}
      <div className={state === 'reading' ? classes.charts : `${classes.charts} ${page.stale}`}>
        {charts.map(({ key, read, say, least }) => {
          const points = rates.map((rate) => ({ at: rate.at, value: read(rate) }));
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
