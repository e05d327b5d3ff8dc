'use client';

import { useFocusWithin, useHotkeys } from '@mantine/hooks';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { useContainers } from '@/app/_api/hooks/containers';
import classes from './terminal.module.css';
import { NodeNameContext } from './node-name';
import type { TerminalRequest } from './terminal-client';
import type { TerminalTab } from './terminal-sessions';
import { TerminalMark } from './terminal-status';
import { useTerminalName } from './use-terminal-name';

interface TabBarProps {
  node: string;
  tabs: readonly TerminalTab[];
  activeKey: string | null;
  onActivate(key: string): void;
  onRename(key: string, name: string): void;
  /** null: no other can be opened here. */
  onOpen: ((request: TerminalRequest) => void) | null;
}

/** The terminals of the node, and the way to another one. Arrow keys move between tabs. */
export function TabBar({ node, tabs, activeKey, onActivate, onRename, onOpen }: TabBarProps) {
  const t = useTranslations('terminal');
  const nodeName = useContext(NodeNameContext);
  function onKeyDown(event: KeyboardEvent): void {
    // While a name is written, the arrows move in it.
    if (event.target instanceof HTMLInputElement) return;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.key === activeKey);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onActivate(next.key);
    document.getElementById(`tab-${next.key}`)?.focus();
  }
  return (
    <div className={classes.tabBar}>
      <div role="tablist" aria-label={t('tabs', { node: nodeName })} className={classes.tabs} onKeyDown={onKeyDown}>
        {tabs.map((tab, index) => (
          <Tab
            key={tab.key}
            tab={tab}
            number={tabs.length > 1 ? index + 1 : null}
            active={tab.key === activeKey}
            onActivate={onActivate}
            onRename={onRename}
          />
        ))}
      </div>
      {onOpen && <NewTerminal node={node} onOpen={onOpen} />}
    </div>
  );
}

interface TabProps {
  tab: TerminalTab;
  /** Where it stands among several. */
  number: number | null;
  active: boolean;
  onActivate(key: string): void;
  onRename(key: string, name: string): void;
}

function Tab({ tab, number, active, onActivate, onRename }: TabProps) {
  const t = useTranslations('terminal');
  const view = useSyncExternalStore(tab.client.subscribe, tab.client.getView, tab.client.getView);
  const name = useTerminalName(tab);
  const button = useRef<HTMLButtonElement>(null);
  const [naming, setNaming] = useState(false);
  useEffect(() => {
    if (active) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  if (naming) return <NameField name={name} onDone={() => setNaming(false)} onName={(given) => onRename(tab.key, given)} />;
  return (
    <button
      ref={button}
      type="button"
      role="tab"
      id={`tab-${tab.key}`}
      aria-selected={active}
      aria-controls={`panel-${tab.key}`}
      tabIndex={active ? 0 : -1}
      title={t('rename')}
      className={classes.tab}
      onClick={() => onActivate(tab.key)}
      onDoubleClick={() => setNaming(true)}
      onKeyDown={(event) => {
        if (event.key === 'F2') setNaming(true);
      }}
    >
      <TerminalMark state={view.state} />
      {number !== null && <span className={classes.number}>{number}</span>}
      {name}
    </button>
  );
}

/** Enter or leaving the field keeps the name, Escape does not. */
function NameField({ name, onName, onDone }: { name: string; onName(name: string): void; onDone(): void }) {
  const t = useTranslations('terminal');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <input
      ref={field}
      className={classes.nameField}
      aria-label={t('rename')}
      defaultValue={name}
      maxLength={40}
      onBlur={(event) => {
        onName(event.currentTarget.value);
        onDone();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onDone();
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

/** What can be opened: a shell on the node, or in one of its running containers. */
function NewTerminal({ node, onOpen }: { node: string; onOpen(request: TerminalRequest): void }) {
  const t = useTranslations('terminal');
  const nodeName = useContext(NodeNameContext);
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
          {t('newHost', { node: nodeName })}
        </button>
        <p className={classes.choicesTitle}>{running.length > 0 ? t('newIn') : t('noRunning')}</p>
        {running.map((container) => (
          <button
            key={container.id}
            type="button"
            className={classes.choice}
            onClick={() => choose({ kind: 'exec', node, container: container.name })}
          >
            {container.name}
          </button>
        ))}
      </div>
    </div>
  );
}
