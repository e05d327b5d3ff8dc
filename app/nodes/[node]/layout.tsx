import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { pageCtx } from '@/app/_server/actor';
import { isAppError } from '@/lib/core/errors';
import { nodesByRef } from '@/lib/features/nodes/get-node-for';
import { getNode } from '@/lib/features/nodes/nodes';
import { idSchema } from '@/lib/shared/common';
import { NodeFrame } from './_components/node-frame';
import { WhichNode } from './_components/which-node';
import { nodeNameOf, refOf } from './_server/node-of-address';

interface Props {
  children: ReactNode;
  params: Promise<{ node: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await nodeNameOf((await params).node) };
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
    <NodeFrame key={node.id} initial={node}>
      {children}
    </NodeFrame>
  );
}
