import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { NodeTab } from '@/app/_components/node-tabs';
import { nodeNameOf } from './node-of-address';

/** The title of one part of a node, so that a browser's tabs can be told apart (WCAG 2.4.2): `Layers · node0`. */
export async function tabMetadata(params: Promise<{ node: string }>, tab: NodeTab): Promise<Metadata> {
  const t = await getTranslations('nodes.tab');
  return { title: `${t(tab)} · ${await nodeNameOf((await params).node)}` };
}
