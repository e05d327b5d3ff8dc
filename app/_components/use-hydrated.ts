'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in the server's markup and until the page's code runs: a form sent before that would go out the browser's own way. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
