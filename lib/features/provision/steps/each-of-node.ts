import { mapLimited } from '@/lib/core/async/limit';
import { AppError, isAppError } from '@/lib/core/errors';
import type { StepNode } from '../step';

/** Things of one node that something is done to at once: a container may take ten seconds to stop. */
const atOnce = 8;

/** Something that is done to one thing of a node. */
export interface Deed {
  /** The command it stands for. */
  line: string;
  /** @returns what is said of it: its line, or why there was nothing to do */
  work(): Promise<string>;
}

/**
 * Does one thing to each of several; one that fails keeps no other back.
 * @returns the lines of what was done
 * @throws AppError the first failure, with the lines of all that failed; at once what is wrong with the node or its Docker, and `cancelled`
 */
export async function doEach(node: StepNode, deeds: readonly Deed[], report: (detail: string) => void): Promise<string> {
  const done: string[] = [];
  const failed: Array<{ line: string; error: AppError }> = [];
  await mapLimited(deeds, atOnce, async ({ line, work }) => {
    if (node.signal.aborted) throw new AppError('cancelled');
    try {
      done.push(await work());
      report(done.join('\n'));
    } catch (error) {
      if (!isAppError(error) || /^(node|docker)_/.test(error.code)) throw error;
      failed.push({ line, error });
    }
  });
  const [first] = failed;
  if (!first) return done.join('\n');
  const says = ({ line, error }: (typeof failed)[number]) => (error.detail ? `${line}: ${error.detail}` : line);
  throw new AppError(first.error.code, { detail: failed.map(says).join('\n'), cause: first.error });
}
