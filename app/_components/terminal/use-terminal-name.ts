'use client';

import { useTranslations } from 'next-intl';
import { useContext, useSyncExternalStore } from 'react';
import { shortId } from '@/app/_components/format';
import { NodeNameContext } from './node-name';
import type { TerminalTab } from './terminal-sessions';

/** What the reader calls it, or else where it is: `node0 (ubuntu)`, or the container's name. */
export function useTerminalName(tab: TerminalTab): string {
  const t = useTranslations('terminal');
  const nodeName = useContext(NodeNameContext);
  const { terminal } = useSyncExternalStore(tab.client.subscribe, tab.client.getView, tab.client.getView);
  if (tab.name !== null) return tab.name;
  if (terminal?.as === 'login') return t('guided', { node: terminal.nodeName, user: terminal.loginUser ?? '' });
  if (terminal?.kind === 'attach') return t('attached', { container: terminal.containerName ?? '' });
  if (terminal?.containerName) return terminal.containerName;
  if (terminal?.loginUser) return t('host', { node: terminal.nodeName, user: terminal.loginUser });
  return tab.request.kind !== 'host' ? shortId(tab.request.container) : nodeName;
}
