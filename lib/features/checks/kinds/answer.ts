import { isRight, type TruthValue } from '../answer-match';
import { errored, failed, passed } from '../conclusions';
import { defineKind } from '../kind';
import { readTruth } from '../truths';

interface Facts {
  /** null: the node does not say. */
  truth: string | number | string[] | null;
  /** What the student said last. */
  said: string | null;
}

/** A question whose truth the panel reads on that node. */
export const answer = defineKind<'answer', Facts>({
  is: 'answer',
  hears: ['answer'],
  channel: 'E',
  async ask(look, spec) {
    const [last] = await look.answers(spec.id ?? 'answer');
    // Nothing to compare with: the node is not asked.
    if (!last) return { truth: null, said: null };
    return { truth: await readTruth(look, spec.truth), said: last.value };
  },
  conclude(spec, { truth, said }) {
    if (said === null) return failed('not_answered');
    if (truth === null) return errored('unreadable');
    const all = spec.truth.of === 'directory.names';
    // What is true is not shown: it would answer the question.
    return isRight(spec.kind, said, truth as TruthValue, { tolerance: spec.tolerance, all })
      ? passed(said)
      : failed('answer_wrong', { found: said });
  },
});
