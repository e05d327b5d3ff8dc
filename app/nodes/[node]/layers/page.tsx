import { LayersView } from './_components/layers-view';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'layers');

export default async function LayersPage({ params }: { params: Promise<{ node: string }> }) {
  return <LayersView nodeRef={(await params).node} />;
}
