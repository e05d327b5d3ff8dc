import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { addressToGoOn, courseAddress } from './_components/course-address';
import { EmptyState } from './_components/states';
import { Shell } from './_components/shell';
import { ReloadButton } from './_components/reload-button';
import { pageCtx } from './_server/actor';
import { isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { courseClassOf } from '@/lib/features/classes/course-class';
import { listNodes } from '@/lib/features/nodes/list-nodes';
import { getOutline } from '@/lib/features/progress/outline';

/** A student lands in the lesson where they stopped, or on their node where their class has no course; staff on the nodes. */
export default async function HomePage() {
  const ctx = await pageCtx();
  if (ctx.actor.role !== 'student') redirect('/nodes');
  const courseClass = await courseClassOf(ctx);
  const course = courseClass === null ? null : await whereStopped(ctx, courseClass);
  if (course !== null) redirect(course);
  const { items } = await listNodes(ctx, { limit: 1 });
  if (items[0]) redirect(`/nodes/${items[0].id}`);
  const t = await getTranslations('nodes.empty');
  return (
    <Shell me={{ name: ctx.actor.name, role: ctx.actor.role, courseClass }}>
      <EmptyState title={t('student')} text={t('studentText')}>
        <ReloadButton />
      </EmptyState>
    </Shell>
  );
}

/** Where a student goes on, or the list of lessons when all are done; null where the course cannot be read. */
async function whereStopped(ctx: Ctx, classId: string): Promise<string | null> {
  try {
    const { here, lessons } = await getOutline(ctx, { classId });
    return here ? addressToGoOn(classId, here, lessons) : courseAddress(classId);
  } catch (error) {
    // The course was taken away meanwhile, or its version is gone: their node is there in any case.
    if (isAppError(error)) return null;
    throw error;
  }
}
