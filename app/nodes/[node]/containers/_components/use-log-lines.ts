'use client';

import { useEffect, useReducer, useRef } from 'react';
import { plainText } from '@/app/_components/format';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import type { LogEnd, ServerToClientEvents } from '@/lib/shared/realtime';

/** How many lines the drawer keeps; older ones fall off. */
export const keptLines = 5000;

export interface ShownLine {
  key: number;
  stream: 'stdout' | 'stderr';
  at: string | null;
  text: string;
  cutBytes?: number | undefined;
}
type End = LogEnd;
export interface LogState {
  phase: 'waiting' | 'following' | 'ended';
  end: End | null;
  lines: ShownLine[];
  cut: boolean;
}
type Step = { kind: 'restart' } | { kind: 'following' } | { kind: 'lines'; lines: ShownLine[] } | { kind: 'ended'; end: End };

const blank: LogState = { phase: 'waiting', end: null, lines: [], cut: false };

function next(state: LogState, step: Step): LogState {
  if (step.kind === 'restart') return blank;
  if (step.kind === 'following') return state.phase === 'waiting' ? { ...state, phase: 'following' } : state;
  if (step.kind === 'ended') return { ...state, phase: 'ended', end: step.end };
  const all = [...state.lines, ...step.lines];
  return { ...state, lines: all.slice(-keptLines), cut: state.cut || all.length > keptLines };
}

/** Follows a container's log from its last lines on, for as long as the drawer is open; starts anew after a reconnect. */
export function useLogLines(nodeId: string, container: string): LogState {
  const { socket, status } = useRealtime();
  const [state, step] = useReducer(next, blank);
  const counter = useRef(0);
  const online = status === 'online';
  useEffect(() => {
    if (!socket || !online) return;
    let id: string | null = null;
    let closed = false;
    // Lines may come before the answer that names them: those are kept until then.
    const early: Array<Parameters<ServerToClientEvents['logs:lines']>[0]> = [];
    const show = (event: Parameters<ServerToClientEvents['logs:lines']>[0]) => {
      const lines = event.lines.map((line) => {
        counter.current += 1;
        return { key: counter.current, stream: line.stream, at: line.at, text: plainText(line.text), cutBytes: line.cutBytes };
      });
      step({ kind: 'lines', lines });
    };
    const onLines: ServerToClientEvents['logs:lines'] = (event) => {
      if (id === null) early.push(event);
      else if (event.id === id) show(event);
    };
    const onEnded: ServerToClientEvents['logs:ended'] = (event) => {
      if (event.id === id) step({ kind: 'ended', end: event.reason });
    };
    socket.on('logs:lines', onLines);
    socket.on('logs:ended', onEnded);
    step({ kind: 'restart' });
    socket.emit('logs:follow', { node: nodeId, container }, (ack) => {
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
      for (const event of early) if (event.id === id) show(event);
    });
    return () => {
      closed = true;
      socket.off('logs:lines', onLines);
      socket.off('logs:ended', onEnded);
      if (id !== null) socket.emit('logs:unfollow', { id }, () => {});
    };
  }, [socket, online, nodeId, container]);
  return state;
}
