'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { JobDto } from '@/lib/shared/jobs';
import { formatBytes } from './format';
import { type PullTotals, secondsLeft } from './job-progress';
import { createSpeedMeter, isTransferring, transferredOf } from './transfer-speed';

/** How often what is shown changes, ms: figures come four times a second, which nobody reads. */
const showEveryMs = 1_000;

interface Props {
  job: JobDto;
  of: Pick<PullTotals, 'currentBytes' | 'totalBytes'>;
}

/** How fast a job transfers, and for how long at this speed; nothing while that is not known or it waits for its node. */
export function TransferPace({ job, of }: Props) {
  const speed = useSpeed(job);
  return <Pace speed={speed} left={secondsLeft(of, speed)} />;
}

/** @param speed bytes a second @param left seconds */
export function Pace({ speed, left }: { speed: number | null; left: number | null }) {
  const t = useTranslations('images.job');
  return (
    <>
      {speed !== null && <span>{t('speed', { size: formatBytes(speed) })}</span>}
      {left !== null && (
        <span>
          {t('remaining', {
            time: left < 90 ? t('seconds', { count: left }) : t('minutes', { count: Math.round(left / 60) }),
          })}
        </span>
      )}
    </>
  );
}

/** Measured by this page from what it hears of the job: after a reload it is told as soon as enough has been heard again. */
function useSpeed(job: JobDto): number | null {
  const [meter] = useState(createSpeedMeter);
  const [speed, setSpeed] = useState<number | null>(null);
  useEffect(() => meter.take(transferredOf(job), performance.now()), [meter, job]);
  useEffect(() => {
    // By a clock, since of a transfer that has stalled nothing is heard.
    const timer = setInterval(() => setSpeed(meter.at(performance.now())), showEveryMs);
    return () => clearInterval(timer);
  }, [meter]);
  return isTransferring(job) ? speed : null;
}
