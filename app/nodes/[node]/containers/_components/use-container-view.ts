'use client';

import { useCallback, useEffect, useState } from 'react';
import { type ContainerView, firstView, readView } from './container-view';

/** How this user looks at containers, kept in this browser. The first paint is the server's: it knows nothing of it. */
export function useContainerView(userId: string): [ContainerView, (part: Partial<ContainerView>) => void] {
  const key = `berth.containers.${userId}`;
  const [view, setView] = useState(firstView);
  useEffect(() => {
    try {
      setView(readView(localStorage.getItem(key)));
    } catch {
      // No storage: the first choice stands.
    }
  }, [key]);
  const change = useCallback(
    (part: Partial<ContainerView>) =>
      setView((held) => {
        const next = { ...held, ...part };
        try {
          localStorage.setItem(key, JSON.stringify(next));
        } catch {
          // For this page only.
        }
        return next;
      }),
    [key],
  );
  return [view, change];
}
