import { notFound } from 'next/navigation';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { getClassReport } from '@/lib/features/doctor/reports';
import { listAllNodes } from '@/lib/features/nodes/list-nodes';
import { ClassDoctor } from './_components/class-doctor';

/** Is the class ready for the lesson? */
export default async function DoctorPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  const [report, nodes] = await Promise.all([getClassReport(ctx, { classId: cls.id }), listAllNodes(ctx, { class: cls.id })]);
  return <ClassDoctor initial={report} initialNodes={nodes} />;
}
