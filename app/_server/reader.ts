import { courseClassOf } from '@/lib/features/classes/course-class';
import type { Role } from '@/lib/shared/common';
import { pageCtx } from './actor';

/** Whoever reads a page, as the bar at its top shows them. */
export interface Reader {
  name: string;
  role: Role;
  /** The class whose course this student does; null without one. */
  courseClass: string | null;
}

/** Sends strangers to the sign-in page, as {@link pageCtx}. */
export async function pageReader(): Promise<Reader> {
  const ctx = await pageCtx();
  return { name: ctx.actor.name, role: ctx.actor.role, courseClass: await courseClassOf(ctx) };
}
