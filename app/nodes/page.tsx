import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { pageCtx } from '@/app/_server/actor';
import { listNodes, summarizeNodes } from '@/lib/features/nodes/list-nodes';
import { NodeBoard } from './_components/node-board';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nodes'))('title') };
}

/** The room: every node the reader teaches. Students have one node and go there. */
export default async function NodesPage() {
  const ctx = await pageCtx();
  if (ctx.actor.role === 'student') {
    const { items } = await listNodes(ctx, { limit: 1 });
    redirect(items[0] ? `/nodes/${items[0].id}` : '/');
  }
  return <NodeBoard first={await listNodes(ctx, {})} counts={await summarizeNodes(ctx, {})} />;
}
