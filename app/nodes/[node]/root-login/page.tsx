import { RootLoginView } from './_components/root-login-view';
import { tabMetadata } from '../_server/tab-metadata';

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'rootLogin');

export default async function RootLoginPage({ params }: { params: Promise<{ node: string }> }) {
  return <RootLoginView nodeRef={(await params).node} />;
}
