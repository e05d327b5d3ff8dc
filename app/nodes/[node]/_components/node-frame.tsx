'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useNode } from '@/app/_api/hooks/nodes';
import { Link } from '@/app/_components/link';
import { nodeTabs } from '@/app/_components/node-tab-names';
import { useTabInView } from '@/app/_components/use-tab-in-view';
import { useNodeWatch } from '@/app/_realtime/use-node-watch';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from '@/app/_components/tabs.module.css';

/** Tabs of a node, and the watch that keeps everything below them true. */
export function NodeFrame({ nodeRef, initial, children }: { nodeRef: string; initial: NodeDto; children: ReactNode }) {
  const { data: node = initial } = useNode(nodeRef, { initialData: initial });
  useNodeWatch(nodeRef);
  return (
    <>
      <NodeTabs node={node} nodeRef={nodeRef} />
      {children}
    </>
  );
}

function NodeTabs({ node, nodeRef }: { node: NodeDto; nodeRef: string }) {
  const t = useTranslations('nodes.tab');
  const path = usePathname();
  const nav = useTabInView(path);
  const counts: Partial<Record<(typeof nodeTabs)[number]['key'], number | null>> = {
    containers: node.containersTotal,
    images: node.images,
  };
  return (
    <nav ref={nav} className={classes.tabs} aria-label={t('label', { name: node.name })}>
      {nodeTabs.map((tab) => {
        const href = `/nodes/${nodeRef}${tab.path}`;
        const count = counts[tab.key];
        return (
          <Link key={tab.key} href={href} className={classes.tab} aria-current={path === href ? 'page' : undefined}>
            {t(tab.key)}
            {typeof count === 'number' && <span className={classes.count}>{count}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
