'use client';

import { Menu } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useSyncExternalStore } from 'react';
import { useContainers } from '@/app/_api/hooks/containers';
import classes from './terminal.module.css';
import type { TerminalRequest } from './terminal-client';
import type { TerminalTab } from './terminal-sessions';
import { TerminalMark } from './terminal-status';
import { useTerminalName } from './use-terminal-name';

interface TabBarProps {
  node: string;
  tabs: readonly TerminalTab[];
  activeKey: string | null;
  onActivate(key: string): void;
  onOpen(request: TerminalRequest): void;
}

/** The terminals of the node, and the way to another one. Arrow keys move between tabs. */
export function TabBar({ node, tabs, activeKey, onActivate, onOpen }: TabBarProps) {
  const t = useTranslations('terminal');
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.key === activeKey);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next) onActivate(next.key);
  }
  return (
    <div className={classes.tabBar}>
      <div role="tablist" aria-label={t('tabs', { node })} className={classes.tabs} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <Tab key={tab.key} tab={tab} active={tab.key === activeKey} onActivate={onActivate} />
        ))}
      </div>
      <Menu position="bottom-start" shadow="md" returnFocus={false}>
        <Menu.Target>
          <button type="button" className={classes.plus} aria-label={t('new')} title={t('new')}>
            <Plus size={17} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onOpen({ kind: 'host', node })}>{t('newHost', { node })}</Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('newIn')}</Menu.Label>
          <RunningContainers node={node} onOpen={onOpen} />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Tab({ tab, active, onActivate }: { tab: TerminalTab; active: boolean; onActivate(key: string): void }) {
  const view = useSyncExternalStore(tab.client.subscribe, tab.client.getView, tab.client.getView);
  const name = useTerminalName(tab);
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${tab.key}`}
      aria-selected={active}
      aria-controls={`panel-${tab.key}`}
      tabIndex={active ? 0 : -1}
      className={classes.tab}
      onClick={() => onActivate(tab.key)}
    >
      <TerminalMark state={view.state} />
      {name}
    </button>
  );
}

function RunningContainers({ node, onOpen }: { node: string; onOpen(request: TerminalRequest): void }) {
  const t = useTranslations('terminal');
  const { data } = useContainers(node);
  const running = (data?.items ?? []).filter((container) => container.state === 'running');
  if (running.length === 0) return <Menu.Item disabled>{t('noRunning')}</Menu.Item>;
  return running.map((container) => (
    <Menu.Item key={container.id} onClick={() => onOpen({ kind: 'exec', node, container: container.id })}>
      {container.name}
    </Menu.Item>
  ));
}
