import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ConnectionBanner } from '@/app/_realtime/connection-banner';
import { RealtimeProvider } from '@/app/_realtime/realtime-provider';
import type { Role } from '@/lib/shared/common';
import classes from './shell.module.css';
import { ShownNodeProvider } from './shown-node';
import { TopBar } from './top-bar';

/** Frame of every page for somebody signed in: the bar, the word about the connection, the page. */
export async function Shell({ me, children }: { me: { name: string; role: Role }; children: ReactNode }) {
  const t = await getTranslations('common');
  return (
    <RealtimeProvider>
      <a className={classes.skip} href="#content">
        {t('skipToContent')}
      </a>
      <ShownNodeProvider>
        <TopBar name={me.name} role={me.role} />
        <ConnectionBanner />
        <main id="content" tabIndex={-1} className={classes.main}>
          {children}
        </main>
      </ShownNodeProvider>
    </RealtimeProvider>
  );
}
