import { containerRefSchema } from '@/lib/shared/containers';
import { TerminalView } from './_components/terminal-view';
import { tabMetadata } from '../_server/tab-metadata';

interface Props {
  searchParams: Promise<{ exec?: string | string[] }>;
}

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'terminal');

/** `?exec=<container>` opens a shell in that container; anything else in it is left alone. */
export default async function TerminalPage({ searchParams }: Props) {
  const exec = containerRefSchema.safeParse((await searchParams).exec);
  return <TerminalView exec={exec.success ? exec.data : null} />;
}
