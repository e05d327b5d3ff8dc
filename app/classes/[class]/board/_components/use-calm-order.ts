'use client';

import { useEffect, useState } from 'react';
import { calmMs, calmOrder } from './calm-order';

interface Held {
  order: readonly string[];
  changedAt: number;
}

/** Ids in an order that moves at most every few seconds, and not while it is held. @param wanted stable while nothing changed */
export function useCalmOrder(wanted: readonly string[], isHeld: boolean): readonly string[] {
  const [held, setHeld] = useState<Held>({ order: wanted, changedAt: 0 });
  useEffect(() => {
    const look = (): void =>
      setHeld((before) => {
        const now = Date.now();
        const { order, moved } = calmOrder({ shown: before.order, wanted, changedAt: before.changedAt, now, isHeld });
        return order === before.order ? before : { order, changedAt: moved ? now : before.changedAt };
      });
    look();
    const timer = setInterval(look, calmMs / 5);
    return () => clearInterval(timer);
  }, [wanted, isHeld]);
  return held.order;
}
