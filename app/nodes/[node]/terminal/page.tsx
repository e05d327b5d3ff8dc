import { containerRefSchema } from '@/lib/shared/containers';
import { TerminalView } from './_components/terminal-view';
import { tabMetadata } from '../_server/tab-metadata';

interface Props {
  searchParams: Promise<{ exec?: string | string[]; attach?: string | string[]; run?: string | string[] }>;
}

export const generateMetadata = ({ params }: { params: Promise<{ node: string }> }) => tabMetadata(params, 'terminal');

/**
 * `?exec=<container>` opens a shell in that container, `?attach=<container>` its own terminal, and `?run=<container>` that with what it has
 * printed since it was made, which has just happened; anything else in it is left alone.
 */
export default async function TerminalPage({ searchParams }: Props) {
  const { exec, attach, run } = await searchParams;
  const shell = containerRefSchema.safeParse(exec);
  const terminal = containerRefSchema.safeParse(run ?? attach);
  if (shell.success) return <TerminalView first={{ kind: 'exec', container: shell.data }} />;
  return (
    <TerminalView first={terminal.success ? { kind: 'attach', container: terminal.data, fromStart: run !== undefined } : null} />
  );
}
