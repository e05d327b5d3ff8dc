import type { LessonStart } from '@/lib/features/checks/kind';
import type { CourseStep } from '@/lib/features/courses/schema';
import { canonicalReference } from '@/lib/gateways/docker/reference';

/** What is on a node now, as far as a reset asks. */
export interface NodeThings {
  containers: ReadonlyArray<{ id: string; name: string }>;
  images: ReadonlyArray<{ id: string; tags: string[] }>;
}
export interface ResetPlan {
  containers: Array<{ id: string; name: string }>;
  /** Tags. */
  images: string[];
  /** Those that were not there when the lesson began; whether they are there now is asked of the node. */
  paths: string[];
}

/**
 * What a reset of a step removes: what the step names as its own, and of that only what was not there when the lesson began. Without a
 * start nothing can be told apart, so nothing goes. Pure.
 * @param creates with its values filled in
 */
export function planReset(
  creates: CourseStep['creates'],
  start: LessonStart | null,
  { containers, images }: NodeThings,
): ResetPlan {
  if (!creates || !start) return { containers: [], images: [], paths: [] };
  const old = new Set(start.containerIds);
  const oldTags = new Map(start.images.map(({ id, tags }) => [id, new Set(tags.map(canonicalReference))]));
  const named = new Set((creates.images ?? []).map(canonicalReference));
  return {
    containers: containers.filter(({ id, name }) => creates.containers?.includes(name) && !old.has(id)),
    images: images.flatMap(({ id, tags }) =>
      tags.filter((tag) => named.has(canonicalReference(tag)) && !oldTags.get(id)?.has(canonicalReference(tag))),
    ),
    // Without a trailing slash a link is removed, not what it leads to.
    paths: (creates.paths ?? []).filter((path) => start.paths[path] === null).map((path) => path.replace(/\/+$/, '')),
  };
}
