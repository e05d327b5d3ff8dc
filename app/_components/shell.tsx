import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ConnectionBanner } from '@/app/_realtime/connection-banner';
import { RealtimeProvider } from '@/app/_realtime/realtime-provider';
import type { Role } from '@/lib/shared/common';
import classes from './shell.module.css';
import { ShownNodeProvider } from './shown-node';
import { TaughtBy } from './taught-in';
import { TopBar } from './top-bar';

interface ShellProps {
  me: {
    name: string;
    role: Role;
    /** The class whose course a student does. */
    courseClass: string | null;
  };
  children: ReactNode;
}

/** Frame of every page for somebody signed in: the bar, the word about the connection, the page. */
export async function Shell({ me, children }: ShellProps) {
  const t = await getTranslations('common');
  return (
    <RealtimeProvider>
      <a className={classes.skip} href="#content">
        {t('skipToContent')}
      </a>
      <ShownNodeProvider>
        <TaughtBy classId={me.courseClass}>
          <TopBar {...me} />
          <ConnectionBanner />
          <main id="content" tabIndex={-1} className={classes.main}>
            {children}
          </main>
        </TaughtBy>
      </ShownNodeProvider>
    </RealtimeProvider>
  );
}
