'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import classes from './copy.module.css';
import { shortId } from './format';
import { TaughtIn } from './taught-in';

const shownMs = 1600;

/** Copies, and says so for a moment. Without the clipboard (plain http) the old command does it. */
export function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return [
    copied,
    (text) => {
      void writeText(text).then(setCopied, () => setCopied(false));
    },
  ];
}

async function writeText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/** An id as Docker prints it, twelve characters (or as `shown`); the whole one is copied. */
export function CopyId({ id, shown = shortId(id) }: { id: string; shown?: string }) {
  const t = useTranslations('common');
  const [copied, copy] = useCopy();
  return (
    <button type="button" className={classes.id} onClick={() => copy(id)} aria-label={t('copyId', { id: shown })} title={id}>
      <code>{shown}</code>
      <span aria-live="polite">{copied ? <Check size={13} aria-label={t('copied')} /> : <Copy size={13} aria-hidden />}</span>
    </button>
  );
}

/** A command line, ready to copy; a docker command with the lesson that teaches it. */
export function CommandLine({ command, label }: { command: string; label?: string }) {
  const t = useTranslations('common');
  const [copied, copy] = useCopy();
  return (
    <>
      <div className={classes.line}>
        {label && <span className={classes.label}>{label}</span>}
        <code className={classes.command}>{command}</code>
        <button type="button" className={classes.copy} onClick={() => copy(command)} aria-label={t('copyCommand', { command })}>
          {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
        </button>
      </div>
      <TaughtIn command={command} />
    </>
  );
}
