import type { Runtime } from '@/lib/core/runtime';
import type { StepVerdict } from '@/lib/features/checks/evaluate';
import { seeHint } from '@/lib/features/checks/hint-rules';
import type { Look } from '@/lib/features/checks/kind';
import type { Where } from '@/lib/features/checks/spec';
import { isTrouble } from '@/lib/features/checks/trouble';
import type { CourseStep } from '@/lib/features/courses/schema';
import type { Judge } from './judge';
import type { ShownHint } from './step-record';

/**
 * What a student whom the same reason stops is told: the first hint of the step whose condition holds, else what the panel sees by its own
 * rules. @param step with its values filled in
 */
export async function findHint(
  { judge, fleet }: { judge: Judge } & Pick<Runtime, 'fleet'>,
  look: Look,
  step: CourseStep,
  verdict: StepVerdict,
): Promise<ShownHint | null> {
  for (const { id, when } of step.hints ?? []) {
    const seen = await judge.check(look, when);
    if (seen.verdict.verdict === 'passed') return { own: id };
  }
  const { images, containers } = fleet.status(look.nodeId);
  const [sessions, deeds] = await Promise.all([look.sessions().catch(() => []), look.deeds().catch(() => null)]);
  const hint = seeHint({
    ...{
      places: placesOf(step),
      checks: verdict.checks,
      sessions: isTrouble(sessions) ? [] : sessions,
      deeds: deeds?.deeds ?? [],
    },
    ...{ images: images ?? [], containers: containers ?? [] },
  });
  return hint && { panel: hint.code, ...(hint.found !== undefined && { found: hint.found }) };
}

/** A step may begin on the node and go on in the container that it starts. */
function placesOf({ where, commands = [] }: CourseStep): Where[] {
  const places = [where, ...commands.map((command) => command.where)];
  return [...new Set(places.filter((place) => place !== undefined))];
}
