import { removeWithTags } from '@/lib/features/images/remove-with-tags';
import { isGone } from '@/lib/gateways/docker/is-gone';
import { removeImagesCommand } from '@/lib/shared/class-commands';
import type { ImageDto } from '@/lib/shared/images';
import type { Step, StepNode } from '../step';
import { doEach } from './each-of-node';

/** Removes images of a node with all of their tags; one that a container uses stays. @param input.byNode ids or tags, by the name of their node */
export function imagesRemove({ byNode }: { byNode: Record<string, string[]> }): Step {
  const left = async (node: StepNode): Promise<ImageDto[]> => {
    const listed = await (await node.engine()).images.list();
    const refs = byNode[node.name] ?? [];
    return listed.filter(({ id, tags }) => refs.some((ref) => id.startsWith(ref) || tags.includes(ref)));
  };
  return {
    id: 'images.remove',
    check: async (node) => ({ ok: (await left(node)).length === 0, detail: '' }),
    plan: async (node) => (await left(node)).map((image) => removeImagesCommand([image])),
    async apply(node, report) {
      const engine = await node.engine();
      const deeds = (await left(node)).map((image) => {
        const line = removeImagesCommand([image]);
        const work = async (): Promise<string> => {
          await removeWithTags(engine, image.id, false).catch((error: unknown) => {
            // It may have gone as the parent of another.
            if (!isGone(error)) throw error;
          });
          return line;
        };
        return { line, work };
      });
      return doEach(node, deeds, report);
    },
  };
}
