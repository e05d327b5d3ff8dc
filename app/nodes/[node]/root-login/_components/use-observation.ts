import { useEffect, useState } from 'react';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import type { RootLoginChanged } from '@/lib/shared/realtime';
import type { RootLoginObservation, RootLoginTrouble } from '@/lib/shared/root-login';

export interface ObservationView {
  observation: RootLoginObservation | null;
  trouble: RootLoginTrouble | null;
  /** How far this page has seen a shell come: 0 nothing, 1 a shell, 2 su asked, 3 root, 4 root in `/`. */
  reached: number;
}

const levels: Partial<Record<RootLoginObservation, number>> = { shell: 1, sudo_asks: 1, su_asks: 2, root: 3, at_root: 4 };
const nothing: ObservationView = { observation: null, trouble: null, reached: 0 };

/** What the guided shell of this node does, as it is told live. */
export function useObservation(nodeId: string): ObservationView {
  const { socket } = useRealtime();
  const [view, setView] = useState(nothing);
  useEffect(() => {
    if (!socket) return;
    const hear = (event: RootLoginChanged) => {
      const { observation, trouble } = event;
      if (event.nodeId !== nodeId || observation === null) return;
      setView((held) => ({ observation, trouble, reached: Math.max(held.reached, levels[observation] ?? 0) }));
    };
    socket.on('root-login:changed', hear);
    return () => {
      socket.off('root-login:changed', hear);
    };
  }, [socket, nodeId]);
  return view;
}
