import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { pageCtx } from '@/app/_server/actor';
import { isAppError } from '@/lib/errors';
import { getNode } from '@/lib/nodes/nodes';
import { nodeRefSchema } from '@/lib/shared/common';
import { NodeFrame } from './_components/node-frame';

interface Props {
  children: ReactNode;
  params: Promise<{ node: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).node };
}

/** What belongs to one node. A node that is not the reader's does not exist for them. */
export default async function NodeLayout({ children, params }: Props) {
  const ctx = await pageCtx();
  const ref = nodeRefSchema.safeParse((await params).node);
  if (!ref.success) notFound();
  const node = await getNode(ctx, { node: ref.data }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'not_found') notFound();
    throw error;
  });
  return (
    <NodeFrame nodeRef={ref.data} initial={node}>
      {children}
    </NodeFrame>
  );
}
