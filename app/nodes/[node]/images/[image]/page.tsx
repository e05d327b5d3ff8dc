import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { nodeNameOf } from '../../_server/node-of-address';
import { ImagePage } from './_components/image-page';

interface Props {
  params: Promise<{ node: string; image: string }>;
}

/** As many characters of an id as Docker shows, or more. */
const isId = (text: string): boolean => /^[a-f0-9]{12,64}$/.test(text);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { node, image } = await params;
  return { title: `${isId(image) ? image.slice(0, 12) : ''} · ${await nodeNameOf(node)}` };
}

/** One image. Whether it is there the page says itself: it may come and go while one looks. */
export default async function OneImagePage({ params }: Props) {
  const { image } = await params;
  if (!isId(image)) notFound();
  return <ImagePage id={image} />;
}
