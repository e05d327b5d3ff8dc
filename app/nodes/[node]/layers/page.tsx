import { LayersView } from './_components/layers-view';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'layers');

export default function LayersPage() {
  return <LayersView />;
}
