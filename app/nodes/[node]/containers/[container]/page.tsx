import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { containerRefSchema } from '@/lib/shared/containers';
import { nodeNameOf } from '../../_server/node-of-address';
import { ContainerPage } from './_components/container-page';

interface Props {
  params: Promise<{ node: string; container: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { node, container } = await params;
  return { title: `${containerRefSchema.safeParse(container).data ?? ''} · ${await nodeNameOf(node)}` };
}

/** One container. Whether it is there the page says itself: it may come and go while one looks. */
export default async function OneContainerPage({ params }: Props) {
  const { container } = await params;
  if (!containerRefSchema.safeParse(container).success) notFound();
  return <ContainerPage reference={container} />;
}
