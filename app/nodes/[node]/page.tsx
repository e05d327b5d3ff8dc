import { Overview } from './_components/overview';
import { tabMetadata } from './_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'overview');

export default function NodePage() {
  return <Overview />;
}
