import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { nodeInClass } from '@/app/classes/_server/node-in-class';
import { coursePageCtx, pageLesson, pageOutline } from '@/app/classes/_server/course-page';
import { LessonBody } from './_components/lesson-body';
import { LessonLocked } from './_components/lesson-locked';
import { LessonView } from './_components/lesson-view';

interface Props {
  params: Promise<{ class: string; lesson: string }>;
  searchParams: Promise<{ node?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await coursePageCtx();
  const { class: classId, lesson } = await params;
  const outline = await pageOutline(ctx, classId);
  return { title: outline?.lessons.find(({ id }) => id === lesson)?.title ?? outline?.title ?? '' };
}

/** A lesson beside the reader's terminal; `?node=` brings staff beside one of the class. */
export default async function LessonPage({ params, searchParams }: Props) {
  const ctx = await coursePageCtx();
  const { class: classId, lesson: lessonId } = await params;
  const outline = await pageOutline(ctx, classId);
  if (!outline) notFound();
  const lesson = await pageLesson(ctx, classId, lessonId);
  if (!lesson) return <LessonLocked classId={classId} title={outline.lessons.find(({ id }) => id === lessonId)?.title ?? ''} />;
  const isStaff = ctx.actor.role !== 'student';
  const own = outline.nodeId && outline.node ? { id: outline.nodeId, name: outline.node } : null;
  const node = isStaff ? await nodeInClass(ctx, classId, (await searchParams).node) : own;
  return (
    <LessonView key={lesson.id} me={{ id: ctx.actor.id, isStaff }} node={node} outline={outline} lesson={lesson}>
      <LessonBody blocks={lesson.blocks} hash={outline.hash} />
    </LessonView>
  );
}
