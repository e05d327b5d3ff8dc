import type { ReactNode } from 'react';
import { BrandMark } from './brand-mark';
import classes from './door.module.css';
import { LanguageSwitch } from './language-switch';
import { SchemeSwitch } from './scheme-switch';

/** Frame of the pages before signing in: the mark, one card, language and light. */
export function Door({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.tools}>
        <LanguageSwitch />
        <SchemeSwitch />
      </div>
      <section className={classes.card}>
        <div className={classes.brand}>
          <BrandMark size={38} />
          <span>Berth</span>
        </div>
        <h1>{title}</h1>
        <p className={classes.lead}>{lead}</p>
        {children}
      </section>
      <svg className={classes.plates} viewBox="0 0 420 96" aria-hidden="true" focusable="false">
        <rect x="90" y="4" width="240" height="14" rx="5" className={classes.rw} />
        <rect x="70" y="26" width="280" height="16" rx="5" className={classes.plate} opacity="0.45" />
        <rect x="50" y="48" width="320" height="16" rx="5" className={classes.plate} opacity="0.7" />
        <rect x="20" y="70" width="380" height="20" rx="6" className={classes.plate} />
      </svg>
    </main>
  );
}
