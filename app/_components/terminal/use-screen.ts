'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Screen, ScreenEvents, ScreenSettings } from './screen';
import type { TerminalClient } from './terminal-client';

const fitPauseMs = 80;

interface ScreenInput {
  client: TerminalClient;
  labels: { input: string; hintId: string };
  settings: ScreenSettings;
  events: Omit<ScreenEvents, 'input' | 'binary' | 'resized'>;
}

/** Puts an xterm.js into the element and joins it to the terminal, for as long as the element is there. */
export function useScreen(input: ScreenInput): { box: RefObject<HTMLDivElement | null>; screen: Screen | null } {
  const box = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen | null>(null);
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const { client, settings } = input;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let made: Screen | null = null;
    let gone = false;
    const { labels, settings: first } = latest.current;
    const events: ScreenEvents = {
      input: (text, isKey) => client.type(text, isKey),
      binary: (data) => client.typeBinary(data),
      resized: (cols, rows) => client.resize(cols, rows),
      title: (title) => latest.current.events.title(title),
      link: (url) => latest.current.events.link(url),
      paste: (text, lines) => latest.current.events.paste(text, lines),
      plainPaste: () => latest.current.events.plainPaste(),
      search: () => latest.current.events.search(),
      leave: () => latest.current.events.leave(),
    };
    const make = async (): Promise<void> => {
      const { createScreen } = await import('./screen');
      if (gone) return;
      const ready = await createScreen(element, labels, first, events);
      if (gone) {
        ready.dispose();
        return;
      }
      made = ready;
      setScreen(ready);
      client.show(ready, ready.cols, ready.rows);
    };
    void make();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => made?.fit(), fitPauseMs);
    });
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
      clearTimeout(timer);
      client.hide();
      made?.dispose();
      setScreen(null);
    };
  }, [client]);

  useEffect(() => {
    screen?.apply(settings);
  }, [screen, settings]);

  return { box, screen };
}
