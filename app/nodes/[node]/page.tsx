import { Overview } from './_components/overview';
import { tabMetadata } from './_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'overview');

export default async function NodePage({ params }: { params: Promise<{ node: string }> }) {
  return <Overview nodeRef={(await params).node} />;
}
