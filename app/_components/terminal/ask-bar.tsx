'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import classes from './terminal.module.css';

export type Ask = { kind: 'paste'; text: string; lines: number } | { kind: 'link'; url: string } | { kind: 'end' };

interface AskBarProps {
  ask: Ask;
  onPaste(text: string): void;
  onEnd(): void;
  onDone(): void;
}

/** Asks before something happens that cannot be taken back: many lines at once, a link of the output, the end of what runs. */
export function AskBar({ ask, onPaste, onEnd, onDone }: AskBarProps) {
  const t = useTranslations('terminal');
  const decline = useRef<HTMLButtonElement>(null);
  useEffect(() => decline.current?.focus(), []);
  const text = ask.kind === 'paste' ? t('paste.text', { lines: ask.lines }) : t(`${ask.kind}.text`);
  const does = (): void => {
    if (ask.kind === 'paste') onPaste(ask.text);
    onDone();
    if (ask.kind === 'end') onEnd();
  };
  return (
    <div role="alertdialog" aria-label={t(`${ask.kind}.do`)} className={classes.ask}>
      <p>{text}</p>
      {ask.kind !== 'end' && <pre className={classes.asked}>{ask.kind === 'paste' ? ask.text.slice(0, 2000) : ask.url}</pre>}
      <div className={classes.askButtons}>
        {ask.kind === 'link' ? (
          <a className={classes.key} href={ask.url} target="_blank" rel="noopener noreferrer nofollow" onClick={onDone}>
            {t('link.do')}
          </a>
        ) : (
          <button type="button" className={classes.key} onClick={does}>
            {t(`${ask.kind}.do`)}
          </button>
        )}
        <button type="button" className={classes.key} onClick={onDone} ref={decline}>
          {t(`${ask.kind}.cancel`)}
        </button>
      </div>
    </div>
  );
}
