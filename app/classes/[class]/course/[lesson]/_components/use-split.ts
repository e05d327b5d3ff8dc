'use client';

import { useCallback, useState } from 'react';
import { useHydrated } from '@/app/_components/use-hydrated';
import { readSplit, splitRange, writeSplit } from './split';

/** The lesson's part of the width, percent, as this user left it in this browser; until the page's code runs, the first one. */
export function useSplit(userId: string): [number, (percent: number) => void] {
  const isHydrated = useHydrated();
  const [moved, setMoved] = useState<number | null>(null);
  const move = useCallback(
    (percent: number) => {
      setMoved(percent);
      writeSplit(userId, percent);
    },
    [userId],
  );
  return [moved ?? (isHydrated ? readSplit(userId) : splitRange.first), move];
}
