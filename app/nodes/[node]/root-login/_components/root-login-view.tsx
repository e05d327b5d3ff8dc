'use client';

import { useTranslations } from 'next-intl';
import { useNode } from '@/app/_api/hooks/nodes';
import { useRootLogin } from '@/app/_api/hooks/root-login';
import page from '@/app/_components/page.module.css';
import { FailedState, TableSkeleton } from '@/app/_components/states';
import { Terminals } from '@/app/_components/terminal/terminals';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { GuideSteps, NextStep } from './guide-steps';
import { PanelOffer } from './panel-offer';
import { useSight } from './use-sight';
import classes from './root-login.module.css';

/** The guided root login: the steps beside a terminal of the login user, then the offer that the panel works as root too. */
export function RootLoginView({ nodeRef }: { nodeRef: string }) {
  const t = useTranslations('rootLogin');
  const terminal = useTranslations('terminal');
  const { socket } = useRealtime();
  const { data, error, refetch } = useRootLogin(nodeRef);
  const { data: node } = useNode(nodeRef);
  const view = useSight(data?.nodeId ?? null);
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
          {data && <PanelOffer nodeRef={nodeRef} rootLogin={data} />}
        </div>
        <div className={classes.terminal}>
          {data && <NextStep rootLogin={data} view={view} />}
          {socket ? (
            <Terminals key={nodeRef} socket={socket} node={nodeRef} name={node?.name ?? ''} exec={null} guided />
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
