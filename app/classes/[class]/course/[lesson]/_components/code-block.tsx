'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCopy } from '@/app/_components/copy';
import classes from './code-block.module.css';

/** Text of a file or of a terminal, ready to copy. */
export function CodeBlock({ code, lang }: { code: string; lang: string | null }) {
  const t = useTranslations('common');
  const own = useTranslations('course');
  const [copied, copy] = useCopy();
  return (
    <div className={classes.box}>
      <div className={classes.head}>
        <span>{lang}</span>
        <button type="button" className={classes.copy} onClick={() => copy(code)} aria-label={own('copyCode')}>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
        </button>
      </div>
      {/* It scrolls sideways, so the keyboard must reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls (WCAG 2.1.1) */}
      <pre tabIndex={0} className={classes.code}>
        <code>{code}</code>
      </pre>
    </div>
  );
}
