'use client';

import { useEffect, useReducer, useRef } from 'react';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { createLogFollow, type LogFacts, type LogFollow, type WantedLog } from './follow-log';
import { blankLog, type LogState, nextLog } from './log-lines';

/** Follows a container's log, for as long as the page shows it. @param facts what the page knows of the container and its node */
export function useLogLines({ node, container, tail, minutes }: WantedLog, { ready, runs }: LogFacts): LogState {
  const { socket } = useRealtime();
  const [state, step] = useReducer(nextLog, blankLog);
  const follow = useRef<LogFollow | null>(null);
  useEffect(() => {
    if (!socket) return;
    const made = createLogFollow(socket, { node, container, tail, minutes }, step);
    follow.current = made;
    return () => {
      follow.current = null;
      made.stop();
    };
  }, [socket, node, container, tail, minutes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that was just made knows nothing yet
  useEffect(() => follow.current?.know({ ready, runs }), [socket, node, container, tail, minutes, ready, runs]);
  return state;
}
