import { Images } from './_components/images';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'images');

export default async function ImagesPage({ params }: { params: Promise<{ node: string }> }) {
  return <Images nodeRef={(await params).node} />;
}
