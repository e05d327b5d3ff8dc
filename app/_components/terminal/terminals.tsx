'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { PanelSocket } from '@/app/_realtime/connection';
import { TabBar } from './tab-bar';
import classes from './terminal.module.css';
import { TerminalPane } from './terminal-pane';
import { TerminalSessions, type TerminalTab } from './terminal-sessions';
import { useScreenSettings } from './use-screen-settings';
import { useTerminalName } from './use-terminal-name';

interface TerminalsProps {
  socket: PanelSocket;
  node: string;
  /** A container the reader came for. */
  exec: string | null;
  /** Shells of the login user alone, one after the other. */
  guided?: boolean;
}

/** All terminals of one node in this page. Rendered in the browser only. */
export function Terminals({ socket, node, exec, guided = false }: TerminalsProps) {
  const t = useTranslations('terminal');
  const [sessions] = useState(
    () =>
      new TerminalSessions(socket, node, exec === null ? null : { kind: 'exec', node, container: exec }, guided ? 'login' : null),
  );
  useEffect(() => {
    sessions.start();
    return () => sessions.stop();
  }, [sessions]);
  const { tabs, activeKey, listed } = useSyncExternalStore(sessions.subscribe, sessions.getView, sessions.getView);
  const [settings, setSettings] = useScreenSettings();
  return (
    <div className={classes.terminals} data-mantine-color-scheme="dark">
      <TabBar
        node={node}
        tabs={tabs}
        activeKey={activeKey}
        onActivate={(key) => sessions.activate(key)}
        onOpen={guided ? null : (request) => sessions.open(request)}
      />
      {tabs.map((tab) => (
        <NamedPane
          key={tab.key}
          tab={tab}
          active={tab.key === activeKey}
          settings={settings}
          onSettings={setSettings}
          onReopen={() => sessions.reopen(tab.key)}
          onEnd={() => sessions.close(tab.key)}
        />
      ))}
      {listed && tabs.length === 0 && (
        <div className={classes.none}>
          <p>{t('none')}</p>
          <button type="button" className={classes.again} onClick={() => sessions.open(sessions.host())}>
            {t('openFirst', { node })}
          </button>
        </div>
      )}
    </div>
  );
}

function NamedPane(props: Omit<Parameters<typeof TerminalPane>[0], 'name'> & { tab: TerminalTab }) {
  return <TerminalPane {...props} name={useTerminalName(props.tab)} />;
}
