import { pageCtx } from '@/app/_server/actor';
import { nodesByRef } from '@/lib/features/nodes/get-node-for';
import { nodeRefSchema } from '@/lib/shared/common';

/** The node of an address as a reader may have typed it; a page's own links have its id. Null for what cannot name any. */
export function refOf(segment: string): string | null {
  try {
    return nodeRefSchema.safeParse(decodeURIComponent(segment)).data ?? null;
  } catch {
    return null;
  }
}

/** What the node is called; '' where there is none that is the reader's. */
export async function nodeNameOf(segment: string): Promise<string> {
  const ref = refOf(segment);
  const [node] = ref === null ? [] : await nodesByRef(await pageCtx(), ref);
  return node?.name ?? '';
}
