import type { ReactNode } from 'react';
import { Shell } from '@/app/_components/shell';
import { pageReader } from '@/app/_server/reader';

export default async function ClassesLayout({ children }: { children: ReactNode }) {
  return <Shell me={await pageReader()}>{children}</Shell>;
}
