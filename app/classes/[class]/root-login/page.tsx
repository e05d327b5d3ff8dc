import { notFound } from 'next/navigation';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { ClassRootLogin } from './_components/class-root-login';

export default async function ClassRootLoginPage({ params }: { params: Promise<{ class: string }> }) {
  const cls = await pageClass(await pageCtx(), (await params).class);
  if (!cls) notFound();
  return <ClassRootLogin classId={cls.id} />;
}
