import { Containers } from './_components/containers';

export default async function ContainersPage({ params }: { params: Promise<{ node: string }> }) {
  return <Containers nodeRef={(await params).node} />;
}
