import { z } from 'zod';
import type { StepVerdict } from '@/lib/features/checks/evaluate';

/** Of the facts of a check of an image, what is needed here (lib/features/checks/kinds/image.ts). */
const imageFactsSchema = z.object({
  images: z.array(z.object({ about: z.object({ diffIds: z.array(z.string()) }).nullable() })),
  base: z.object({ diffIds: z.array(z.string()).nullable() }),
});

/**
 * The uppermost layers of images that a step asks its student to make of another one, by check. A commit and a build write the times of their
 * files into it, so the same layer at two students came from one of them: by a registry, `docker save` or `docker import`. Pure.
 */
export function ownLayers({ checks }: Pick<StepVerdict, 'checks'>): Array<{ checkId: string; value: string }> {
  return checks.flatMap(({ checkId, kind, facts }) => {
    const read = kind === 'image' ? imageFactsSchema.safeParse(facts) : null;
    if (!read?.success) return [];
    const { images, base } = read.data;
    const tops = new Set(images.flatMap(({ about }) => about?.diffIds.at(-1) ?? []));
    return [...tops].filter((top) => !base.diffIds?.includes(top)).map((value) => ({ checkId, value }));
  });
}
