import { Containers } from './_components/containers';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'containers');

export default function ContainersPage() {
  return <Containers />;
}
