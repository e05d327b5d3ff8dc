import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { nodeNameOf } from '../../_server/node-of-address';
import { BuildPage } from './_components/build-page';

export async function generateMetadata({ params }: { params: Promise<{ node: string }> }): Promise<Metadata> {
  const t = await getTranslations('images.build');
  return { title: `${t('title')} · ${await nodeNameOf((await params).node)}` };
}

/** An image is built here, from a Dockerfile that is written in the page and files beside it. */
export default function BuildImagePage() {
  return <BuildPage />;
}
