import { notFound } from 'next/navigation';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { listMembers } from '@/lib/features/classes/enrolments';
import { getClassRegistry } from '@/lib/features/class-registry/class-registry';
import { listSignIns } from '@/lib/features/registry-sign-ins/registry-sign-ins';
import { ClassSettings } from './_components/class-settings';

interface Props {
  params: Promise<{ class: string }>;
  /** Ids of the nodes that are chosen from the beginning. */
  searchParams: Promise<{ nodes?: string | string[] }>;
}

/** What a class is called, who teaches it, and how it ends. */
export default async function SettingsPage({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  const chosen = [(await searchParams).nodes ?? []].flat().join().split(',').filter(Boolean);
  const [members, registry, signIns] = await Promise.all([
    listMembers(ctx, { classId: cls.id }),
    getClassRegistry(ctx, { classId: cls.id }),
    listSignIns(ctx, { classId: cls.id }),
  ]);
  return <ClassSettings initial={cls} members={members} registry={registry} signIns={signIns} chosen={chosen} />;
}
