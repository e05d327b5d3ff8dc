'use client';

import { useRouter, useSelectedLayoutSegment } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useNode } from '@/app/_api/hooks/nodes';
import { nodeAddress, nodeTabs } from '@/app/_components/node-tabs';
import { useShowNode } from '@/app/_components/shown-node';
import { Tabs } from '@/app/_components/tabs';
import { TaughtBy } from '@/app/_components/taught-in';
import { useRealtime } from '@/app/_realtime/realtime-provider';
import { useNodeWatch } from '@/app/_realtime/use-node-watch';
import type { NodeDto } from '@/lib/shared/nodes';
import type { NodeSwapped } from '@/lib/shared/realtime';

const NodeContext = createContext<NodeDto | null>(null);

/** What belongs to one node: its tabs, the node for the pages below, and the watch that keeps it live. */
export function NodeFrame({ initial, children }: { initial: NodeDto; children: ReactNode }) {
  const { data: node = initial } = useNode(initial.id, { initialData: initial });
  useNodeWatch(initial.id);
  useShowNode(initial.id);
  useSwapped(initial.id);
  return (
    <PageNode node={node}>
      <NodeTabs node={node} />
      <TaughtBy classId={node.classId}>{children}</TaughtBy>
    </PageNode>
  );
}

/** Whose pages stand below. */
export function PageNode({ node, children }: { node: NodeDto; children: ReactNode }) {
  return <NodeContext value={node}>{children}</NodeContext>;
}

/** The reader was given another node in place of this one: the same page of that one. */
function useSwapped(nodeId: string): void {
  const { socket } = useRealtime();
  const router = useRouter();
  const page = useSelectedLayoutSegment() ?? '';
  useEffect(() => {
    const go = ({ from, to }: NodeSwapped): void => {
      if (from === nodeId) router.replace(nodeAddress(to, page));
    };
    socket?.on('node:swapped', go);
    return () => {
      socket?.off('node:swapped', go);
    };
  }, [socket, router, nodeId, page]);
}

/**
 * The node this page is of, live.
 * @throws Error outside of a node's pages.
 */
export function usePageNode(): NodeDto {
  const node = useContext(NodeContext);
  if (!node) throw new Error('usePageNode is for the pages of a node');
  return node;
}

function NodeTabs({ node }: { node: NodeDto }) {
  const t = useTranslations('nodes.tab');
  // The address may have the node's name, while links have its id.
  const page = useSelectedLayoutSegment() ?? '';
  const tabs = nodeTabs.map((tab) => ({
    key: tab.key,
    href: nodeAddress(node.id, tab.page),
    text: t(tab.key),
    count: 'count' in tab ? tab.count(node) : null,
    current: tab.page === page,
  }));
  return <Tabs label={t('label', { name: node.name })} tabs={tabs} />;
}
