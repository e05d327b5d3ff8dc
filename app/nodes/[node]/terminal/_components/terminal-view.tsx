'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type CSSProperties, useEffect, useRef } from 'react';
import { LayerStrip } from '@/app/_components/layer-plates/layer-strip';
import { Link } from '@/app/_components/link';
import { type FirstTerminal, Terminals } from '@/app/_components/terminal/terminals';
import { useTop } from '@/app/_components/use-top';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import type { NodeDto } from '@/lib/shared/nodes';
import type { TerminalDto } from '@/lib/shared/realtime';
import classes from './terminal-view.module.css';

/** The Terminal tab: the node's terminals, and under them its layers. Together they are as high as the window has room. */
export function TerminalView({ first }: { first: FirstTerminal | null }) {
  const t = useTranslations('terminal');
  const { socket } = useRealtime();
  const node = usePageNode();
  const page = useRef<HTMLDivElement>(null);
  const top = useTop(page);
  useEffect(() => {
    // A reload takes the shell up again; with the address as it was it would open another.
    if (first !== null) window.history.replaceState(null, '', window.location.pathname);
  }, [first]);
  return (
    <div ref={page} className={classes.page} style={{ '--top': `${top}px` } as CSSProperties}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={classes.terminals}>
        {socket ? (
          <Terminals
            socket={socket}
            node={node}
            first={first}
            note={(terminal) => <DockerDenied node={node} terminal={terminal} />}
          />
        ) : (
          <p className={classes.waiting} role="status">
            {t('state.waiting')}
          </p>
        )}
      </div>
      <LayerStrip node={node} />
    </div>
  );
}

/** This shell's user may not use Docker, however well the panel itself reaches it. */
export function DockerDenied({ node, terminal }: { node: NodeDto; terminal: TerminalDto }) {
  const t = useTranslations('terminal');
  const isMember = node.access?.docker === 'docker_group';
  const isKnown = node.access !== null || node.state === 'docker_denied';
  if (terminal.kind !== 'host' || terminal.loginUser === 'root' || terminal.loginUser === null || isMember || !isKnown)
    return null;
  return (
    <p className={classes.note}>
      <Info size={16} aria-hidden className={classes.icon} />
      <span>
        {t('denied', { user: terminal.loginUser })} <Link href={`/nodes/${node.id}/root-login`}>{t('deniedLink')}</Link>
      </span>
    </p>
  );
}
