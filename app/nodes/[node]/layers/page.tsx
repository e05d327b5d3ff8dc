import { LayersView } from './layers-view';

export default async function LayersPage({ params }: { params: Promise<{ node: string }> }) {
  return <LayersView nodeRef={(await params).node} />;
}
