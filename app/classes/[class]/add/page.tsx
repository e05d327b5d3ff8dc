import { notFound } from 'next/navigation';
import { pageClass } from '@/app/classes/_server/page-class';
import { pageCtx } from '@/app/_server/actor';
import { getClassDefaults } from '@/lib/features/nodes/class-defaults';
import { AddNodes } from './_components/add-nodes';

/** Many nodes at once: paste, look, write, approve their host keys. */
export default async function AddNodesPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  return <AddNodes classId={cls.id} className={cls.name} defaults={await getClassDefaults(ctx, { classId: cls.id })} />;
}
