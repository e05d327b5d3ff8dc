'use client';

import { useCallback, useState } from 'react';
import type { ScreenSettings } from './screen';

const storageKey = 'berth-terminal';
const usual: ScreenSettings = { fontSize: 14, screenReader: false };
const sizes = { least: 10, most: 26 };

function read(): ScreenSettings {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Record<keyof ScreenSettings, unknown>>;
    const fontSize = typeof kept.fontSize === 'number' ? clamp(kept.fontSize) : usual.fontSize;
    return { fontSize, screenReader: kept.screenReader === true };
  } catch {
    // No storage, or something else wrote there: the usual will do.
    return usual;
  }
}

const clamp = (size: number): number => Math.min(sizes.most, Math.max(sizes.least, Math.round(size)));

/** The reader's text size and screen reader mode, kept in this browser. Only for parts that render in the browser alone. */
export function useScreenSettings(): [ScreenSettings, (change: Partial<ScreenSettings>) => void] {
  const [settings, setSettings] = useState<ScreenSettings>(read);
  const change = useCallback((part: Partial<ScreenSettings>) => {
    setSettings((held) => {
      const next = { ...held, ...part, fontSize: clamp(part.fontSize ?? held.fontSize) };
      try {
        localStorage.setItem(storageKey, JSON.stringify(next));
      } catch {
        // Kept for this page only.
      }
      return next;
    });
  }, []);
  return [settings, change];
}
