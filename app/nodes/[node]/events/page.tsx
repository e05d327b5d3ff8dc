import { tabMetadata } from '../_server/tab-metadata';
import { Events } from './_components/events';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'events');

export default function EventsPage() {
  return <Events />;
}
