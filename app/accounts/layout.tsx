import type { ReactNode } from 'react';
import { Shell } from '@/app/_components/shell';
import { requireActor } from '@/app/_server/actor';

export default async function StaffLayout({ children }: { children: ReactNode }) {
  return <Shell me={await requireActor()}>{children}</Shell>;
}
