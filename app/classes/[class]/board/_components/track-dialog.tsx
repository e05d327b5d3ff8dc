'use client';

import { Button, Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useTrack } from '@/app/_api/hooks/board';
import { courseKeys } from '@/app/_api/hooks/keys';
import { Dialog } from '@/app/_components/dialog';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import type { BoardRow } from '@/lib/shared/board';
import panels from './board-panels.module.css';
import classes from './track.module.css';
import { TrackLine } from './track-line';
import { WatchDialog } from './watch-dialog';

interface Props {
  classId: string;
  row: BoardRow;
  /** What a step is called, by `lesson/step`. */
  numbers: ReadonlyMap<string, string>;
  onClose: () => void;
}

/** Everything a student did in the class and what became of it, the newest first; it follows the board. */
export function TrackDialog({ classId, row, numbers, onClose }: Props) {
  const t = useTranslations('board.track');
  const watch = useTranslations('board.watch');
  const format = useFormatter();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTrack(classId, row.userId);
  useFollowed(classId, row);
  const [isWatching, setWatching] = useState(false);
  const [hasDocker, setDocker] = useState(true);
  const head = data?.pages[0];
  const items = (data?.pages ?? []).flatMap((page) => page.items).filter(({ kind }) => hasDocker || kind !== 'deed');
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const dayOf = (at: string): string => format.dateTime(new Date(at), { dateStyle: 'full', timeZone });
  return (
    <Dialog title={t('title', { name: row.name })} size="xl" onClose={onClose}>
      <div className={panels.items}>
        <div className={classes.head}>
          {head && (
            <span>{t('head', { passed: head.passed, steps: head.steps, points: head.points, pointsOf: head.pointsOf })}</span>
          )}
          {row.nodeId && (
            <Button size="xs" variant="default" onClick={() => setWatching(true)}>
              {watch('open')}
            </Button>
          )}
          {row.nodeId && (
            <Button size="xs" variant="default" component={Link} href={nodeAddress(row.nodeId, 'terminal')}>
              {t('terminal', { node: row.node ?? '' })}
            </Button>
          )}
          <Switch
            size="xs"
            label={t('docker')}
            checked={hasDocker}
            onChange={(event) => setDocker(event.currentTarget.checked)}
          />
        </div>
        {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <TableSkeleton rows={6} />}
        {head?.hasGap && hasDocker && <p className={panels.quiet}>{t('gap')}</p>}
        {data && items.length === 0 && <p className={panels.quiet}>{t('none')}</p>}
        {items.length > 0 && (
          <ol className={classes.list} aria-label={t('list')}>
            {items.map((item, index) => {
              const day = dayOf(item.at);
              const before = items[index - 1];
              return (
                <Fragment key={item.key}>
                  {(!before || dayOf(before.at) !== day) && <li className={classes.day}>{day}</li>}
                  <TrackLine item={item} number={numbers.get(`${item.lesson}/${item.step}`) ?? null} timeZone={timeZone} />
                </Fragment>
              );
            })}
          </ol>
        )}
        {hasNextPage && (
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('earlier')}
          </Button>
        )}
      </div>
      {isWatching && <WatchDialog classId={classId} student={row} onClose={() => setWatching(false)} />}
    </Dialog>
  );
}

/** The board tells that something of this student moved; what it was is asked for. */
function useFollowed(classId: string, row: BoardRow): void {
  const client = useQueryClient();
  const shown = useRef(row);
  useEffect(() => {
    if (shown.current === row) return;
    shown.current = row;
    void client.invalidateQueries({ queryKey: courseKeys.track(classId, row.userId) });
  }, [client, classId, row]);
}
