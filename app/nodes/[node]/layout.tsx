import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { pageCtx } from '@/app/_server/actor';
import { isAppError } from '@/lib/errors';
import { nodesByRef } from '@/lib/nodes/get-node-for';
import { getNode } from '@/lib/nodes/nodes';
import { idSchema, nodeRefSchema } from '@/lib/shared/common';
import { NodeFrame } from './_components/node-frame';
import { WhichNode } from './_components/which-node';

interface Props {
  children: ReactNode;
  params: Promise<{ node: string }>;
}

/** The node of an address as a reader may have typed it; a page's own links have its id. Null for what cannot name any. */
function refOf(segment: string): string | null {
  try {
    return nodeRefSchema.safeParse(decodeURIComponent(segment)).data ?? null;
  } catch {
    return null;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ref = refOf((await params).node);
  const [node] = ref === null ? [] : await nodesByRef(await pageCtx(), ref);
  return { title: node?.name ?? '' };
}

/** What belongs to one node. A node that is not the reader's does not exist for them. */
export default async function NodeLayout({ children, params }: Props) {
  const ctx = await pageCtx();
  const ref = refOf((await params).node);
  if (ref === null) notFound();
  const found = await nodesByRef(ctx, ref);
  if (found.length > 1)
    return <WhichNode name={ref} nodes={found.map(({ id, name, class: cls }) => ({ id, name, className: cls?.name ?? null }))} />;
  const node = await getNode(ctx, { node: ref }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  // `class/node` is for typing; what the pages below ask for is one segment of the address.
  if (ref.includes('/') && !idSchema.safeParse(ref).success) redirect(`/nodes/${node.id}`);
  return (
    <NodeFrame nodeRef={ref} initial={node}>
      {children}
    </NodeFrame>
  );
}
