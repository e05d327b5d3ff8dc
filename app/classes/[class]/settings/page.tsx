import { notFound } from 'next/navigation';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { listMembers } from '@/lib/classes/enrolments';
import { ClassSettings } from './_components/class-settings';

/** What a class is called, who teaches it, and how it ends. */
export default async function SettingsPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  return <ClassSettings initial={cls} members={await listMembers(ctx, { classId: cls.id })} />;
}
