import { Images } from './_components/images';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'images');

export default function ImagesPage() {
  return <Images />;
}
