'use client';

import { useEffect, useReducer, useRef } from 'react';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { LogLine } from '@/lib/shared/containers';
import type { ServerToClientEvents } from '@/lib/shared/realtime';
import { blankLog, lastTime, type LogState, nextLog } from './log-lines';

/** Least time between two drawings of lines, ms. */
const drawPauseMs = 100;

type Lines = Parameters<ServerToClientEvents['logs:lines']>[0];

/** Follows a container's log, for as long as the page shows it; after a reconnect it goes on where it was. @param tail how many of its last lines */
export function useLogLines(nodeId: string, container: string, tail: number): LogState {
  const { socket, status } = useRealtime();
  const [state, step] = useReducer(nextLog, blankLog);
  const held = useRef(state);
  held.current = state;
  const shown = useRef('');
  const online = status === 'online';
  useEffect(() => {
    if (!socket || !online) return;
    let id: string | null = null;
    let closed = false;
    // Lines may come before the answer that names them: those are kept until then.
    const early: Lines[] = [];
    const drawing = createCoalescer<'lines', readonly LogLine[]>({
      pauseMs: drawPauseMs,
      leadMs: 0,
      merge: (before, lines) => [...before, ...lines],
      deliver: (_key, lines) => step({ kind: 'lines', lines }),
    });
    const onLines: ServerToClientEvents['logs:lines'] = (event) => {
      if (id === null) early.push(event);
      else if (event.id === id) drawing.push('lines', event.lines);
    };
    const onEnded: ServerToClientEvents['logs:ended'] = (event) => {
      if (event.id !== id) return;
      const rest = drawing.take('lines');
      if (rest) step({ kind: 'lines', lines: rest });
      step({ kind: 'ended', end: event.reason });
    };
    socket.on('logs:lines', onLines);
    socket.on('logs:ended', onEnded);
    // The same log as before the connection was lost.
    const what = `${nodeId} ${container} ${tail}`;
    const since = shown.current === what ? lastTime(held.current) : null;
    shown.current = what;
    step({ kind: since === null ? 'restart' : 'resume' });
    socket.emit('logs:follow', { node: nodeId, container, tail, ...(since !== null && { since }) }, (ack) => {
      if (!ack.ok) {
        if (!closed) step({ kind: 'ended', end: 'failed' });
        return;
      }
      if (closed) {
        socket.emit('logs:unfollow', { id: ack.value.id }, () => {});
        return;
      }
      id = ack.value.id;
      step({ kind: 'following' });
      for (const event of early) if (event.id === id) drawing.push('lines', event.lines);
    });
    return () => {
      closed = true;
      socket.off('logs:lines', onLines);
      socket.off('logs:ended', onEnded);
      for (const [, lines] of drawing.stop()) step({ kind: 'lines', lines });
      if (id !== null) socket.emit('logs:unfollow', { id }, () => {});
    };
  }, [socket, online, nodeId, container, tail]);
  return state;
}
