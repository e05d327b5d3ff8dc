'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { PanelSocket } from '@/app/_realtime/connection';
import type { NodeDto } from '@/lib/shared/nodes';
import type { TerminalDto } from '@/lib/shared/realtime';
import { NodeNameContext } from './node-name';
import { TabBar } from './tab-bar';
import classes from './terminal.module.css';
import { TerminalPane } from './terminal-pane';
import { TerminalSessions, type TerminalTab } from './terminal-sessions';
import { useScreenSettings } from './use-screen-settings';
import { storedNames } from './terminal-names';
import { takeWish } from './terminal-wish';
import { useTerminalName } from './use-terminal-name';

/** In a container: a shell, or the terminal it was created with. */
export interface FirstTerminal {
  kind: 'exec' | 'attach';
  container: string;
  /** With what the container has printed since it was made; of `attach` alone. */
  fromStart?: boolean;
}

interface TerminalsProps {
  socket: PanelSocket;
  node: Pick<NodeDto, 'id' | 'name'>;
  /** What the reader came for. */
  first: FirstTerminal | null;
  /** Shells of the login user alone, one after the other. */
  guided?: boolean;
  /** What is to be said of the terminal in front. */
  note?: (terminal: TerminalDto) => ReactNode;
  /** Is given the terminals while they are in the page, and null when they leave: a lesson types into the one in front. */
  onSessions?: (sessions: TerminalSessions | null) => void;
}

/** All terminals of one node in this page. Rendered in the browser only. */
export function Terminals({ socket, node: { id, name }, first, guided = false, note, onSessions }: TerminalsProps) {
  const t = useTranslations('terminal');
  const [sessions] = useState(
    () => new TerminalSessions(socket, id, first && { ...first, node: id }, guided ? 'login' : null, storedNames),
  );
  const [full, setFull] = useState(false);
  useEffect(() => {
    const wish = guided ? null : takeWish(id);
    if (wish) sessions.wish(wish);
    sessions.start();
    onSessions?.(sessions);
    return () => {
      onSessions?.(null);
      sessions.stop();
    };
  }, [sessions, onSessions, guided, id]);
  const { tabs, activeKey, listed } = useSyncExternalStore(sessions.subscribe, sessions.getView, sessions.getView);
  const [settings, setSettings] = useScreenSettings();
  return (
    <NodeNameContext value={name}>
      <div className={classes.terminals} data-mantine-color-scheme="dark" data-full={full || undefined}>
        <TabBar
          node={id}
          tabs={tabs}
          activeKey={activeKey}
          onActivate={(key) => sessions.activate(key)}
          onRename={(key, name) => sessions.rename(key, name)}
          onOpen={guided ? null : (request) => sessions.open(request)}
        />
        {tabs.map((tab) => (
          <NamedPane
            key={tab.key}
            tab={tab}
            socket={socket}
            active={tab.key === activeKey}
            full={full}
            onFull={setFull}
            note={note}
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
              {t('openFirst', { node: name })}
            </button>
          </div>
        )}
      </div>
    </NodeNameContext>
  );
}

type NamedPaneProps = Omit<Parameters<typeof TerminalPane>[0], 'name'> & { tab: TerminalTab; note: TerminalsProps['note'] };

function NamedPane({ note, ...props }: NamedPaneProps) {
  const { client } = props.tab;
  const { terminal } = useSyncExternalStore(client.subscribe, client.getView, client.getView);
  return (
    <>
      {props.active && terminal && note?.(terminal)}
      <TerminalPane {...props} name={useTerminalName(props.tab)} />
    </>
  );
}
