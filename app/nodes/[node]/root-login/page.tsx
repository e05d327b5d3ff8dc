import { RootLoginView } from './_components/root-login-view';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'rootLogin');

export default function RootLoginPage() {
  return <RootLoginView />;
}
