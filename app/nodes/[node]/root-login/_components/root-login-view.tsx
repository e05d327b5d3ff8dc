'use client';

import { useTranslations } from 'next-intl';
import { useRootLogin } from '@/app/_api/hooks/root-login';
import page from '@/app/_components/page.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { Terminals } from '@/app/_components/terminal/terminals';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { GuideSteps, NextStep } from './guide-steps';
import { PanelOffer } from './panel-offer';
import { useObservation } from './use-observation';
import classes from './root-login.module.css';

/** The guided root login: the steps beside a terminal of the login user, then the offer that the panel works as root too. */
export function RootLoginView() {
  const t = useTranslations('rootLogin');
  const terminal = useTranslations('terminal');
  const node = usePageNode();
  const { socket } = useRealtime();
  const { data, error, refetch } = useRootLogin(node.id);
  const view = useObservation(node.id);
  return (
    <div className={page.page}>
      <div className={classes.head}>
        <h1>{t('title')}</h1>
        <p>{t('intro')}</p>
      </div>
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      <div className={classes.grid}>
        <div className={classes.guide}>
          {!data && !error && <TableSkeleton rows={5} />}
          {data && <GuideSteps rootLogin={data} view={view} />}
          {data && <PanelOffer rootLogin={data} />}
        </div>
        <div className={classes.terminal}>
          {data && <NextStep rootLogin={data} view={view} />}
          {socket ? (
            <Terminals socket={socket} node={node} first={null} guided />
          ) : (
            <p className={classes.waiting} role="status">
              {terminal('state.waiting')}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
