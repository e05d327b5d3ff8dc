import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Link } from '@/app/_components/link';
import page from '@/app/_components/page.module.css';
import { pageCtx } from '@/app/_server/actor';
import { pageClass } from '@/app/classes/_server/page-class';
import { listMembers } from '@/lib/features/classes/enrolments';
import { listAllNodes } from '@/lib/features/nodes/list-nodes';
import { ClassOverview } from './_components/class-overview';

/** A class at a glance: what is done of a first morning, what is next, and who is in it. */
export default async function ClassPage({ params }: { params: Promise<{ class: string }> }) {
  const ctx = await pageCtx();
  const cls = await pageClass(ctx, (await params).class);
  if (!cls) notFound();
  const t = await getTranslations('classes');
  const [nodes, members] = await Promise.all([listAllNodes(ctx, { class: cls.id }), listMembers(ctx, { classId: cls.id })]);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <h1>{cls.name}</h1>
        <div className={page.tools}>
          <Link href="/classes?all">{t('all')}</Link>
        </div>
      </div>
      <ClassOverview classId={cls.id} nodes={nodes} members={members} />
    </div>
  );
}
