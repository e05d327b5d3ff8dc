import { Overview } from './_components/overview';

export default async function NodePage({ params }: { params: Promise<{ node: string }> }) {
  return <Overview nodeRef={(await params).node} />;
}
