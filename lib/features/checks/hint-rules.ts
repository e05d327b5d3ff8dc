import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { CheckHint } from '@/lib/shared/check-reasons';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { CheckVerdict } from './evaluate';
import type { Deed, TerminalSession } from './kind';
import type { Where } from './spec';

/** What is known of a red step, beyond the verdicts of its checks. */
export interface HintFacts {
  /** Where the step's commands are typed, the first place first. */
  places: readonly Where[];
  checks: readonly CheckVerdict[];
  sessions: readonly TerminalSession[];
  images: readonly Pick<ImageDto, 'tags'>[];
  containers: readonly Pick<ContainerDto, 'name'>[];
  /** Since the lesson began. */
  deeds: readonly Deed[];
}
export interface SeenHint {
  code: CheckHint;
  /** A name of the node's, shown as it is. */
  found?: string;
}

/** Rules of the panel's own, for every course: the first that sees something is shown. Pure. */
const rules: ReadonlyArray<(facts: HintFacts) => SeenHint | null> = [
  ({ checks }) =>
    checks.some(({ verdict }) => verdict.verdict === 'errored' && verdict.cause === 'engine_down')
      ? { code: 'daemon_down' }
      : null,
  ({ checks }) =>
    checks.some(({ verdict }) => verdict.verdict === 'errored' && verdict.cause === 'registry_down')
      ? { code: 'registry_away' }
      : null,
  byReason('left_with_exit', 'left_with_exit'),
  byReason('loader_missing', 'loader_missing'),
  byReason('library_missing', 'library_missing'),
  elsewhere,
  ({ checks }) => {
    const stale = failures(checks).find(({ verdict }) => verdict.reason === 'stale');
    if (!stale) return null;
    return {
      code: stale.kind === 'container' ? 'name_taken' : 'older_than_lesson',
      ...(stale.verdict.found && { found: stale.verdict.found }),
    };
  },
  notFound,
  ({ checks }) => {
    const state = failures(checks).find(({ verdict }) => verdict.reason === 'container_state' && verdict.found === 'exited');
    return state ? { code: 'container_stopped' } : null;
  },
  ({ checks, images }) => {
    const missing = failures(checks).find(({ verdict }) => verdict.reason === 'registry_missing')?.verdict.wanted;
    return missing && images.some(({ tags }) => tags.some((tag) => isSame(tag, missing))) ? { code: 'not_in_registry' } : null;
  },
  ({ checks, images }) => {
    const missing = failures(checks).find(({ verdict }) => verdict.reason === 'image_missing')?.verdict.wanted;
    const near = missing && images.flatMap(({ tags }) => tags).find((tag) => isNear(tag, missing));
    return near ? { code: 'wrong_name', found: near } : null;
  },
];

/** What the panel sees of its own in a step that is red; null where it sees nothing. Pure. */
export function seeHint(facts: HintFacts): SeenHint | null {
  for (const rule of rules) {
    const seen = rule(facts);
    if (seen) return seen;
  }
  return null;
}

type Failure = { kind: CheckVerdict['kind']; verdict: Extract<CheckVerdict['verdict'], { verdict: 'failed' }> };
const failures = (checks: readonly CheckVerdict[]): Failure[] =>
  checks.flatMap(({ kind, verdict }) => (verdict.verdict === 'failed' ? [{ kind, verdict }] : []));

function byReason(reason: Failure['verdict']['reason'], code: CheckHint) {
  return ({ checks }: HintFacts): SeenHint | null =>
    failures(checks).some(({ verdict }) => verdict.reason === reason) ? { code } : null;
}

/** All terminals stand where no command of the step is typed. */
function elsewhere({ places, sessions, checks }: HintFacts): SeenHint | null {
  const last = sessions.at(-1);
  const [where] = places;
  if (where === undefined || !last || failures(checks).length === 0) return null;
  const isThere = ({ where: at, container }: TerminalSession) =>
    places.some((place) => place === at || place === `${at}:${container}`);
  if (sessions.some(isThere)) return null;
  if (where === 'host-root' || where === 'host-user') {
    if (last.where === 'container') return { code: 'inside_container' };
    if (last.where === 'chroot') return { code: 'inside_chroot' };
    return where === 'host-root' ? { code: 'still_ubuntu' } : null;
  }
  return { code: where === 'chroot' ? 'outside_chroot' : 'outside_container' };
}

/** A shell's and Docker's code for a program that is not there (POSIX, XCU 2.8.2). */
function notFound({ deeds, checks }: HintFacts): SeenHint | null {
  const last = deeds.findLast((deed) => deed.action === 'die');
  return last?.exitCode === 127 && failures(checks).length > 0 ? { code: 'command_not_found' } : null;
}

const isSame = (tag: string, wanted: string): boolean => canonicalReference(tag) === canonicalReference(wanted);

/** The same repository with another tag or host, or a name in which at most two letters differ. */
function isNear(tag: string, wanted: string): boolean {
  const [a, b] = [canonicalReference(tag), canonicalReference(wanted)];
  if (a === b) return false;
  const repository = (name: string) => name.replace(/:[^:/]*$/, '').replace(/^[^/]*\/(library\/)?/, '');
  return repository(a) === repository(b) || distance(a, b, 2) <= 2;
}

/** Letters that have to be put in, taken out or changed (Levenshtein); more than `most` is `most + 1`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return Math.min(row.at(-1) ?? 0, most + 1);
}
