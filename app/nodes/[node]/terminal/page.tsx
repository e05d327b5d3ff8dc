import { containerRefSchema } from '@/lib/shared/docker';
import { TerminalView } from './terminal-view';

interface Props {
  params: Promise<{ node: string }>;
  searchParams: Promise<{ exec?: string | string[] }>;
}

/** `?exec=<container>` opens a shell in that container; anything else in it is left alone. */
export default async function TerminalPage({ params, searchParams }: Props) {
  const exec = containerRefSchema.safeParse((await searchParams).exec);
  return <TerminalView nodeRef={(await params).node} exec={exec.success ? exec.data : null} />;
}
