'use client';

import { Info } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useNode } from '@/app/_api/hooks/nodes';
import { LayerStrip } from '@/app/_components/layer-plates/layer-strip';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import classes from './terminal-view.module.css';

const Terminals = dynamic(() => import('@/app/_components/terminal/terminals').then((part) => part.Terminals), { ssr: false });

/** The Terminal tab: the node's terminals, and under them its layers. */
export function TerminalView({ nodeRef, exec }: { nodeRef: string; exec: string | null }) {
  const t = useTranslations('terminal');
  const { socket } = useRealtime();
  const { data } = useNode(nodeRef);
  useEffect(() => {
    // A reload takes the shell up again; with the address as it was it would open another.
    if (exec !== null) window.history.replaceState(null, '', window.location.pathname);
  }, [exec]);
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{t('title')}</h1>
      {data?.state === 'docker_denied' && (
        <p className={classes.note}>
          <Info size={16} aria-hidden className={classes.icon} />
          <span>
            {t('denied', { user: data.loginUser })} <Link href={`/nodes/${data.id}/root-login`}>{t('deniedLink')}</Link>
          </span>
        </p>
      )}
      <div className={classes.terminals}>
        {socket ? (
          <Terminals key={nodeRef} socket={socket} node={nodeRef} exec={exec} />
        ) : (
          <p className={classes.waiting} role="status">
            {t('state.waiting')}
          </p>
        )}
      </div>
      <LayerStrip nodeRef={nodeRef} />
    </div>
  );
}
