'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import classes from './terminal.module.css';

/** Finds text in the output that is still kept. Enter goes on, Shift-Enter back, Escape closes. */
export function SearchBar({ find, onClose }: { find(text: string, backwards: boolean): Promise<boolean>; onClose(): void }) {
  const t = useTranslations('terminal');
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const go = async (backwards: boolean): Promise<void> => setMissing(text !== '' && !(await find(text, backwards)));
  return (
    <search className={classes.search}>
      <input
        ref={input}
        type="search"
        className={classes.searchInput}
        aria-label={t('searchLabel')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void go(event.shiftKey);
          if (event.key === 'Escape') onClose();
        }}
      />
      <button type="button" className={classes.key} onClick={() => void go(true)}>
        {t('searchPrevious')}
      </button>
      <button type="button" className={classes.key} onClick={() => void go(false)}>
        {t('searchNext')}
      </button>
      <span role="status" className={classes.searchNone}>
        {missing && t('searchNone')}
      </span>
      <button type="button" className={classes.tool} aria-label={t('searchClose')} onClick={onClose}>
        <X size={16} aria-hidden />
      </button>
    </search>
  );
}
