import { RootLoginView } from './_components/root-login-view';

export default async function RootLoginPage({ params }: { params: Promise<{ node: string }> }) {
  return <RootLoginView nodeRef={(await params).node} />;
}
