'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import classes from './terminal.module.css';

export type Ask = { kind: 'paste'; text: string; lines: number } | { kind: 'link'; url: string };

/** Asks before something happens that the output or the clipboard started: many lines at once, a link. */
export function AskBar({ ask, onPaste, onDone }: { ask: Ask; onPaste(text: string): void; onDone(): void }) {
  const t = useTranslations('terminal');
  const decline = useRef<HTMLButtonElement>(null);
  useEffect(() => decline.current?.focus(), []);
  return (
    <div role="alertdialog" aria-label={ask.kind === 'paste' ? t('paste.do') : t('link.do')} className={classes.ask}>
      <p>{ask.kind === 'paste' ? t('paste.text', { lines: ask.lines }) : t('link.text')}</p>
      <pre className={classes.asked}>{ask.kind === 'paste' ? ask.text.slice(0, 2000) : ask.url}</pre>
      <div className={classes.askButtons}>
        {ask.kind === 'paste' ? (
          <button
            type="button"
            className={classes.key}
            onClick={() => {
              onPaste(ask.text);
              onDone();
            }}
          >
            {t('paste.do')}
          </button>
        ) : (
          <a className={classes.key} href={ask.url} target="_blank" rel="noopener noreferrer nofollow" onClick={onDone}>
            {t('link.do')}
          </a>
        )}
        <button type="button" className={classes.key} onClick={onDone} ref={decline}>
          {ask.kind === 'paste' ? t('paste.cancel') : t('link.cancel')}
        </button>
      </div>
    </div>
  );
}
