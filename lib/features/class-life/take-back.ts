import { isAppError } from '@/lib/core/errors';
import type { NodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { runRootLogin } from '@/lib/features/root-login/root-login';
import type { Ctx } from '@/lib/core/runtime';

/** Nodes whose key is taken back at once: each has a connection of its own and a guard of its own. */
export const takeBackAtOnce = 8;
/** How long taking the key back from one node may last, in ms: its steps end by themselves well before. */
const takeBackMs = 90_000;

/** Is the panel's own key for root in place on this node? */
export const hasPanelKey = (row: Pick<NodeWithAssignees, 'rootLogin'>): boolean => row.rootLogin === 'done';

/**
 * Takes the panel's key for root and its sshd configuration from a node that has them. One try: somebody waits for the answer.
 * @throws AppError why it is still there
 */
export async function takeBackKey(ctx: Ctx, row: { id: string; rootLogin: string }): Promise<void> {
  if (hasPanelKey(row)) await runRootLogin(ctx, row, 'remove', { signal: AbortSignal.timeout(takeBackMs), tries: 1 });
}

/** Why something could not be done to one node, as an answer tells it. What is no error of ours is thrown. */
export function reasonOf(error: unknown): { code: string; detail: string | null } {
  if (!isAppError(error)) throw error;
  return { code: error.code, detail: error.detail ?? null };
}
