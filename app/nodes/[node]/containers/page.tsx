import { pageCtx } from '@/app/_server/actor';
import { Containers } from './_components/containers';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'containers');

export default async function ContainersPage() {
  const { actor } = await pageCtx();
  return <Containers userId={actor.id} />;
}
