import type { ContainerAbout } from '@/lib/gateways/docker/engine/present-container-about';
import { containerOf, imageOf } from '../asking/docker';
import { dockerClients } from '../asking/sessions';
import { asList, errored, failed, passed } from '../conclusions';
import { deedsIn, isContainer } from '../deed-names';
import { type Deed, defineKind, type LessonStart, type Verdict } from '../kind';
import type { SpecOf } from '../spec';
import { startMs } from '../start-time';
import { isTrouble, type Trouble } from '../trouble';

type Spec = SpecOf<'deed'>;
interface Facts {
  /** Those wanted, and of a detach all that was heard of the container. */
  deeds: Deed[];
  hasGap: boolean;
  /** How the container is now; null where there is none of this name, or nobody named one. */
  container: Pick<ContainerAbout, 'id' | 'name' | 'state' | 'exitCode' | 'tty' | 'createdMs' | 'startedMs' | 'finishedMs'> | null;
  /** When an image of this name was pulled, tagged or built here last. */
  imageTaggedMs: number | null;
  /** Containers that a client on the node is attached to, by name or id; `*` where its name is not known. Only of a detach. */
  clients: string[] | null;
}
const keptDeeds = 40;
const ofContainers: ReadonlySet<string> = new Set(['create', 'start', 'die']);
const ofImages: ReadonlySet<string> = new Set(['pull', 'tag', 'build', 'commit']);

/** Something that was done since the lesson began, also where nothing is left of it. */
export const deed = defineKind<'deed', Facts | Trouble>({
  is: 'deed',
  hears: ['container', 'image', 'terminal'],
  channel: 'E',
  async ask(look, spec) {
    const { deeds, hasGap } = await look.deeds();
    const isDetach = spec.event === 'detach';
    const wanted = isDetach ? ofDetach(deeds, spec.container) : deedsIn(deeds, spec);
    const ref = spec.image === undefined ? undefined : asList(spec.image)[0];
    const name = spec.container ?? (isDetach ? (wanted.at(-1)?.id ?? undefined) : undefined);
    const needsState = hasGap || isDetach;
    // Keys that were seen need no look at who is attached now. One that is not believed must not make it look as if nobody were.
    const isSeen = wanted.some((one) => one.kind === 'terminal' && one.action === 'detach');
    const clients = isDetach && !isSeen ? await dockerClients(look) : null;
    if (isTrouble(clients)) return clients;
    return {
      deeds: wanted.slice(-keptDeeds),
      hasGap,
      container: needsState && name !== undefined ? await containerOf(look, name) : null,
      imageTaggedMs: hasGap && ref !== undefined ? ((await imageOf(look, ref))?.taggedMs ?? null) : null,
      clients,
    };
  },
  conclude(spec, given, start) {
    const facts = given as Facts;
    if (!start) return errored('start_missing');
    if (spec.event === 'detach') return detach(spec, facts);
    const { deeds } = facts;
    if (spec.exitCode !== undefined) {
      if (deeds.some((one) => one.exitCode === spec.exitCode)) return passed(spec.exitCode);
      if (deeds.length > 0 && !facts.hasGap)
        return failed('deed_exit_code', { wanted: spec.exitCode, found: deeds.at(-1)?.exitCode, where: deeds.at(-1)?.name });
    } else if (deeds.length > 0) return passed(deeds.at(-1)?.name ?? spec.event);
    if (!facts.hasGap) return failed('deed_missing', { wanted: spec.event, where: spec.container ?? spec.image ?? 'docker' });
    return isProved(spec, facts, start) ? passed('state') : errored('events_lost');
  },
});

const ofDetach = (deeds: readonly Deed[], container: string | undefined): Deed[] =>
  deeds.filter(
    (one) =>
      (container === undefined || isContainer(one, container)) &&
      (one.kind === 'terminal' || (one.kind === 'container' && /^(attach|die|exec_start)\b/.test(one.action))),
  );

/** Events are missing: what is left of the deed tells of it, too. */
function isProved(spec: Spec, { container, imageTaggedMs }: Facts, start: LessonStart): boolean {
  const since = startMs(start);
  if (since === null) return false;
  if (ofImages.has(spec.event)) return imageTaggedMs !== null && imageTaggedMs >= since;
  if (!container || !ofContainers.has(spec.event)) return false;
  if (spec.event === 'create') return !start.containerIds.includes(container.id);
  const at = spec.event === 'start' ? container.startedMs : container.finishedMs;
  return at !== null && at >= since && (spec.exitCode === undefined || container.exitCode === spec.exitCode);
}

/**
 * Docker sends no event when a client detaches. In a terminal of the panel's the keys are seen; elsewhere what is left tells: something
 * was attached, the container still runs, and no client is attached any more.
 */
function detach(spec: Spec, { deeds, container, clients, hasGap }: Facts): Verdict {
  const where = spec.container ?? container?.name;
  const byKeys = deeds.findLast((one) => one.kind === 'terminal' && one.action === 'detach');
  if (byKeys) return passed('Ctrl-P Ctrl-Q');
  const attached = deeds.findLast(
    (one) => one.action === 'attach' || one.action.startsWith('exec_start') || one.action === 'attached',
  );
  if (!attached) return hasGap ? errored('events_lost') : failed('deed_missing', { wanted: 'detach', where: where ?? 'docker' });
  const inPanel = deeds.findLast((one) => one.kind === 'terminal' && one.id === attached.id);
  if (inPanel?.action === 'closed') return failed('terminal_closed', { where });
  const ended = deeds.findLast((one) => one.action === 'die' && one.id === attached.id);
  if (ended && ended.atMs >= attached.atMs) return failed('left_with_exit', { found: ended.exitCode, where });
  if (container?.state !== 'running') return failed('left_with_exit', { found: container?.state, where });
  if (inPanel?.action === 'attached') return failed('still_attached', { where });
  const isHeld = clients?.some((name) => name === '*' || name === container.name || container.id.startsWith(name));
  if (isHeld ?? true) return failed('still_attached', { where });
  return container.tty ? passed('state') : failed('deed_missing', { wanted: 'detach', where: where ?? 'docker' });
}
