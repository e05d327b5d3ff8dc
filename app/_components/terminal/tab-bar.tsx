'use client';

import { useFocusWithin, useHotkeys } from '@mantine/hooks';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId, useState, useSyncExternalStore } from 'react';
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
  /** null: no other can be opened here. */
  onOpen: ((request: TerminalRequest) => void) | null;
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
      {onOpen && <NewTerminal node={node} onOpen={onOpen} />}
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

/** What can be opened: a shell on the node, or in one of its running containers. */
function NewTerminal({ node, onOpen }: { node: string; onOpen(request: TerminalRequest): void }) {
  const t = useTranslations('terminal');
  const id = useId();
  const [open, setOpen] = useState(false);
  const { ref } = useFocusWithin({ onBlur: () => setOpen(false) });
  useHotkeys([['Escape', () => setOpen(false)]]);
  const { data } = useContainers(node);
  const running = (data?.items ?? []).filter((container) => container.state === 'running');
  function choose(request: TerminalRequest): void {
    setOpen(false);
    onOpen(request);
  }
  return (
    <div ref={ref} className={classes.newTerminal}>
      <button
        type="button"
        className={classes.plus}
        aria-label={t('new')}
        title={t('new')}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Plus size={17} aria-hidden />
      </button>
      <div id={id} hidden={!open} className={classes.choices}>
        <button type="button" className={classes.choice} onClick={() => choose({ kind: 'host', node })}>
          {t('newHost', { node })}
        </button>
        <p className={classes.choicesTitle}>{running.length > 0 ? t('newIn') : t('noRunning')}</p>
        {running.map((container) => (
          <button
            key={container.id}
            type="button"
            className={classes.choice}
            onClick={() => choose({ kind: 'exec', node, container: container.id })}
          >
            {container.name}
          </button>
        ))}
      </div>
    </div>
  );
}
