import { tabMetadata } from '../_server/tab-metadata';
import { Networks } from './_components/networks';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'networks');

export default function NetworksPage() {
  return <Networks />;
}
