import { tabMetadata } from '../_server/tab-metadata';
import { Volumes } from './_components/volumes';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'volumes');

export default function VolumesPage() {
  return <Volumes />;
}
