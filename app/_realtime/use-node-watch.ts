'use client';

import { useEffect } from 'react';
import { useRealtime } from './realtime-provider';

/** Keeps what the page shows of these nodes true, for as long as it is shown. */
export function useNodeWatches(nodeIds: readonly string[]): void {
  const { connection } = useRealtime();
  const joined = nodeIds.join(' ');
  useEffect(() => {
    const stops = joined === '' ? [] : joined.split(' ').map((nodeId) => connection.watch({ node: nodeId }));
    return () => {
      for (const stop of stops) stop();
    };
  }, [connection, joined]);
}

/** The same for all nodes of a class, now and later. */
export function useClassWatch(classId: string): void {
  const { connection } = useRealtime();
  useEffect(() => connection.watch({ class: classId }), [connection, classId]);
}

/** Hears of the reader's own steps in a class, of its announcements and of a raised hand. @param classId null: of none */
export function useLessonWatch(classId: string | null): void {
  const { connection } = useRealtime();
  useEffect(() => (classId === null ? undefined : connection.watch({ lessons: classId })), [connection, classId]);
}

/** Hears of every step of a class, for staff. */
export function useBoardWatch(classId: string): void {
  const { connection } = useRealtime();
  useEffect(() => connection.watch({ board: classId }), [connection, classId]);
}

/** Hears of every row of a list of all nodes of a class, for staff. */
export function useClassListWatch(classId: string, list: 'containers' | 'images'): void {
  const { connection } = useRealtime();
  useEffect(() => connection.watch({ class: classId, list }), [connection, classId, list]);
}

/** Hears what one container uses, each second. */
export function useStatsWatch(nodeId: string, containerId: string): void {
  const { connection } = useRealtime();
  useEffect(() => connection.watch({ node: nodeId, stats: containerId }), [connection, nodeId, containerId]);
}

/** Hears what all running containers of a node use. @param on false: of none */
export function useUsageWatch(nodeId: string, on: boolean): void {
  const { connection } = useRealtime();
  useEffect(() => (on ? connection.watch({ usage: nodeId }) : undefined), [connection, nodeId, on]);
}

/** Keeps what the page shows of this node true: its state, lists and jobs. */
export function useNodeWatch(nodeId: string): void {
  useNodeWatches([nodeId]);
}
