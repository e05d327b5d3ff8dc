import { Images } from './_components/images';

export default async function ImagesPage({ params }: { params: Promise<{ node: string }> }) {
  return <Images nodeRef={(await params).node} />;
}
