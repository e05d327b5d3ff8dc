'use client';

import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { TerminalRequest, TerminalView } from '@/app/_components/terminal/terminal-client';
import type { SessionsView, TerminalSessions } from '@/app/_components/terminal/terminal-sessions';
import { type Command, typeCommand } from './type-command';

/** The lesson's hold on the terminal in front. */
export interface LessonTyping {
  /** How the terminal in front is; null without one. */
  view: TerminalView | null;
  /** Types a command into it and gives it the focus. @returns how many lines were typed, 0 without an open terminal */
  type(command: Command, options?: { from?: number; isRun?: boolean }): Promise<number>;
  /** The last lines of it, for whoever is asked for help. */
  lastLines(): string;
  /** Opens one more terminal and brings it to the front. */
  open(request: TerminalRequest): void;
}

/** At most so much of a terminal is sent with a raised hand. */
const sentLines = 200;
const sentChars = 20_000;

const noTabs: SessionsView = { listed: false, tabs: [], activeKey: null };
const nothing = () => () => {};
const nothingShown = (): TerminalView | null => null;

/**
 * @param onType something is being typed: whoever shows one side at a time shows the terminal
 * @returns the hold, and what the terminals are given to by {@link Terminals}' `onSessions`
 */
export function useTyping(onType: () => void): [LessonTyping, (sessions: TerminalSessions | null) => void] {
  const [sessions, setSessions] = useState<TerminalSessions | null>(null);
  const tabs = useSyncExternalStore(sessions?.subscribe ?? nothing, sessions?.getView ?? (() => noTabs), () => noTabs);
  const active = tabs.tabs.find((tab) => tab.key === tabs.activeKey) ?? null;
  const client = active?.client ?? null;
  const view = useSyncExternalStore(client?.subscribe ?? nothing, client?.getView ?? nothingShown, nothingShown);
  const key = active?.key ?? null;
  const type = useCallback<LessonTyping['type']>(
    async (command, options) => {
      if (!client || key === null) return 0;
      const target = {
        isOpen: () => client.getView().state.name === 'open',
        type: (text: string) => client.type(text, true),
        nextPrompt: (ms: number) => client.nextPrompt(ms),
      };
      if (!target.isOpen()) return 0;
      onType();
      focusTerminal(key);
      return typeCommand(target, command, options);
    },
    [client, key, onType],
  );
  const open = useCallback(
    (request: TerminalRequest) => {
      onType();
      sessions?.open(request);
    },
    [sessions, onType],
  );
  const lastLines = useCallback(() => client?.lastLines(sentLines).slice(-sentChars) ?? '', [client]);
  return [useMemo(() => ({ view, type, open, lastLines }), [view, type, open, lastLines]), setSessions];
}

/** After the side of the terminal was shown: what is hidden takes no focus. */
function focusTerminal(key: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-terminal="${key}"] textarea`)?.focus());
}
