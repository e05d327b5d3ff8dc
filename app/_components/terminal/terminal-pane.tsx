'use client';

import '@xterm/xterm/css/xterm.css';
import { Accessibility, AArrowDown, AArrowUp, Maximize2, Minimize2, Search, SquareX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { PanelSocket } from '@/app/_realtime/connection';
import { type Ask, AskBar } from './ask-bar';
import { KeyBar } from './key-bar';
import type { ScreenSettings } from './screen';
import { SearchBar } from './search-bar';
import classes from './terminal.module.css';
import type { TerminalTab } from './terminal-sessions';
import { TerminalStatus } from './terminal-status';
import { useScreen } from './use-screen';

interface TerminalPaneProps {
  socket: PanelSocket;
  tab: TerminalTab;
  name: string;
  active: boolean;
  /** All of the window. */
  full: boolean;
  onFull(full: boolean): void;
  settings: ScreenSettings;
  onSettings(change: Partial<ScreenSettings>): void;
  onReopen(): void;
  onEnd(): void;
}

/** How long the hint about pasting stays, in ms. */
const hintMs = 6_000;

/** One terminal with its tools. Stays in the page while another tab is in front, so that its output is there at once. */
export function TerminalPane(props: TerminalPaneProps) {
  const { tab, name, active, full, onFull, settings, onSettings, onReopen, onEnd } = props;
  const t = useTranslations('terminal');
  const hintId = useId();
  const view = useSyncExternalStore(tab.client.subscribe, tab.client.getView, tab.client.getView);
  const [title, setTitle] = useState('');
  const [ask, setAsk] = useState<Ask | null>(null);
  const [searching, setSearching] = useState(false);
  const [pasteHint, flashPasteHint] = useFlash(hintMs);
  const { box, screen } = useScreen({
    client: tab.client,
    labels: { input: t('input', { name }), hintId },
    settings,
    events: {
      title: setTitle,
      link: (url) => setAsk({ kind: 'link', url }),
      paste: (text, lines) => setAsk({ kind: 'paste', text, lines }),
      search: () => setSearching(true),
      plainPaste: flashPasteHint,
      // Nothing that ends anything: the tab leads on to everything else.
      leave: () => document.getElementById(`tab-${tab.key}`)?.focus(),
    },
  });
  useEffect(() => {
    if (!active || !screen) return;
    screen.fit();
    screen.focus();
  }, [active, screen]);
  const isOpen = view.state.name === 'open';
  const isAttached = tab.request.kind === 'attach';
  const back = (): void => screen?.focus();
  function end(): void {
    // Who is attached leaves, and nothing ends.
    if (isOpen && screen && !isAttached && !screen.isAtPrompt()) setAsk({ kind: 'end' });
    else onEnd();
  }

  return (
    <section role="tabpanel" id={`panel-${tab.key}`} aria-labelledby={`tab-${tab.key}`} hidden={!active} className={classes.pane}>
      <div className={classes.bar}>
        <TerminalStatus view={view} title={title} socket={props.socket} onReopen={onReopen} />
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
          <Tool label={full ? t('restore') : t('full')} onClick={() => onFull(!full)} pressed={full}>
            {full ? <Minimize2 size={16} aria-hidden /> : <Maximize2 size={16} aria-hidden />}
          </Tool>
          <Tool label={t(isAttached ? 'detach' : 'end.do')} onClick={end}>
            <SquareX size={16} aria-hidden />
          </Tool>
        </div>
      </div>
      {searching && (
        <SearchBar
          find={async (text, backwards) => (await screen?.find(text, backwards)) ?? false}
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
            onEnd={onEnd}
            onDone={() => {
              setAsk(null);
              back();
            }}
          />
        )}
        {pasteHint && (
          <p role="status" className={classes.flash}>
            {t('pasteHint')}
          </p>
        )}
      </div>
      <KeyBar
        disabled={!isOpen}
        detach={tab.request.kind !== 'exec'}
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

/** True for a moment after each call of the second. */
function useFlash(ms: number): [boolean, () => void] {
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const flash = useCallback(() => {
    clearTimeout(timer.current);
    setShown(true);
    timer.current = setTimeout(() => setShown(false), ms);
  }, [ms]);
  return [shown, flash];
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
