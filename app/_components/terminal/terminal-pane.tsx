'use client';

import { Accessibility, AArrowDown, AArrowUp, Search, SquareX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { type Ask, AskBar } from './ask-bar';
import { KeyBar } from './key-bar';
import type { ScreenSettings } from './screen';
import { SearchBar } from './search-bar';
import classes from './terminal.module.css';
import type { TerminalTab } from './terminal-sessions';
import { TerminalStatus } from './terminal-status';
import { useScreen } from './use-screen';

interface TerminalPaneProps {
  tab: TerminalTab;
  name: string;
  active: boolean;
  settings: ScreenSettings;
  onSettings(change: Partial<ScreenSettings>): void;
  onReopen(): void;
  onEnd(): void;
}

/** One terminal with its tools. Stays in the page while another tab is in front, so that its output is there at once. */
export function TerminalPane({ tab, name, active, settings, onSettings, onReopen, onEnd }: TerminalPaneProps) {
  const t = useTranslations('terminal');
  const hintId = useId();
  const exit = useRef<HTMLButtonElement>(null);
  const view = useSyncExternalStore(tab.client.subscribe, tab.client.getView, tab.client.getView);
  const [title, setTitle] = useState('');
  const [ask, setAsk] = useState<Ask | null>(null);
  const [searching, setSearching] = useState(false);
  const { box, screen } = useScreen({
    client: tab.client,
    labels: { input: t('input', { name }), hintId },
    settings,
    events: {
      title: setTitle,
      link: (url) => setAsk({ kind: 'link', url }),
      paste: (text, lines) => setAsk({ kind: 'paste', text, lines }),
      search: () => setSearching(true),
      leave: () => exit.current?.focus(),
    },
  });
  useEffect(() => {
    if (!active || !screen) return;
    screen.fit();
    screen.focus();
  }, [active, screen]);
  const isOpen = view.state.name === 'open';
  const back = (): void => screen?.focus();

  return (
    <section role="tabpanel" id={`panel-${tab.key}`} aria-labelledby={`tab-${tab.key}`} hidden={!active} className={classes.pane}>
      <div className={classes.bar}>
        <TerminalStatus view={view} title={title} onReopen={onReopen} />
        <div role="toolbar" aria-label={t('tools')} className={classes.tools}>
          <Tool label={t('search')} onClick={() => setSearching(!searching)} pressed={searching}>
            <Search size={16} aria-hidden />
          </Tool>
          <Tool label={t('smaller')} onClick={() => onSettings({ fontSize: settings.fontSize - 1 })}>
            <AArrowDown size={17} aria-hidden />
          </Tool>
          <Tool label={t('larger')} onClick={() => onSettings({ fontSize: settings.fontSize + 1 })}>
            <AArrowUp size={17} aria-hidden />
          </Tool>
          <Tool
            label={t('screenReader')}
            onClick={() => onSettings({ screenReader: !settings.screenReader })}
            pressed={settings.screenReader}
          >
            <Accessibility size={16} aria-hidden />
          </Tool>
          <button ref={exit} type="button" className={classes.tool} aria-label={t('end')} title={t('end')} onClick={onEnd}>
            <SquareX size={16} aria-hidden />
          </button>
        </div>
      </div>
      {searching && (
        <SearchBar
          find={(text, backwards) => screen?.find(text, backwards) ?? false}
          onClose={() => {
            setSearching(false);
            back();
          }}
        />
      )}
      <div className={classes.stage}>
        <div ref={box} className={classes.screen} data-terminal={tab.key} />
        {ask && (
          <AskBar
            ask={ask}
            onPaste={(text) => screen?.paste(text)}
            onDone={() => {
              setAsk(null);
              back();
            }}
          />
        )}
      </div>
      <KeyBar
        disabled={!isOpen}
        onKey={(text) => {
          tab.client.type(text);
          back();
        }}
      />
      <p id={hintId} className={classes.hint}>
        {t('hint')}
      </p>
    </section>
  );
}

function Tool(props: { label: string; onClick(): void; pressed?: boolean; children: ReactNode }) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
