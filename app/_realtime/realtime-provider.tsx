'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createConnection, type RealtimeConnection, type RealtimeState } from './connection';

interface Realtime extends RealtimeState {
  connection: RealtimeConnection;
}

const RealtimeContext = createContext<Realtime | null>(null);

/**
 * The one socket of this tab, for the pages of somebody who is signed in. The socket library comes after the first paint.
 */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const connection = useMemo(() => createConnection(client), [client]);
  const [state, setState] = useState<RealtimeState>({ status: 'connecting', since: null, socket: null });
  useEffect(() => {
    const unsubscribe = connection.subscribe(setState);
    connection.open();
    return () => {
      unsubscribe();
      connection.close();
    };
  }, [connection]);
  const value = useMemo(() => ({ ...state, connection }), [state, connection]);
  return <RealtimeContext value={value}>{children}</RealtimeContext>;
}

/**
 * The socket (null until it was loaded), how the connection is, and since when.
 * @throws Error outside of the signed-in pages.
 */
export function useRealtime(): Realtime {
  const value = useContext(RealtimeContext);
  if (!value) throw new Error('useRealtime is for pages inside the shell');
  return value;
}
