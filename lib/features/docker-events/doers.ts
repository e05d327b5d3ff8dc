import type { Action } from '@/lib/core/policy/policy';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import type { EventDoer } from '@/lib/shared/docker-events';
import type { JobDto, JobKind } from '@/lib/shared/jobs';

/** What Docker may tell while an action of the panel's is carried out, as `kind action`. Reads and what Docker does not tell are left out. */
const effects: Partial<Record<Action | JobKind, readonly string[]>> = {
  'container.run': [
    'container create',
    'container start',
    'container die',
    'container destroy',
    'network connect',
    'volume create',
  ],
  'container.start': ['container start', 'container die', 'network connect'],
  'container.stop': ['container die', 'container destroy', 'network disconnect'],
  'container.restart': ['container die', 'container start', 'network connect', 'network disconnect'],
  'container.pause': ['container pause'],
  'container.unpause': ['container unpause'],
  'container.kill': ['container die', 'container destroy', 'network disconnect'],
  'container.rename': ['container rename'],
  'container.limit': ['container update'],
  'container.commit': ['container commit', 'container pause', 'container unpause', 'image tag', 'image untag'],
  'container.remove': ['container die', 'container destroy', 'network disconnect', 'volume destroy'],
  'image.pull': ['image pull', 'image tag', 'image untag'],
  'image.push': ['image push'],
  'image.tag': ['image tag', 'image untag'],
  'image.save': ['image save'],
  'image.load': ['image load', 'image tag', 'image untag'],
  'image.remove': ['image untag', 'image delete'],
  'image.prune': ['image untag', 'image delete'],
  'image.build': [
    'image tag',
    'image untag',
    'container create',
    'container start',
    'container die',
    'container commit',
    'container destroy',
  ],
  // On many nodes.
  'container.control': ['container die', 'container start', 'container destroy', 'network connect', 'network disconnect'],
  'volume.create': ['volume create'],
  'volume.remove': ['volume destroy'],
  'volume.prune': ['volume destroy'],
  'network.create': ['network create'],
  'network.remove': ['network destroy'],
  'network.connect': ['network connect'],
  'network.disconnect': ['network disconnect'],
  'network.prune': ['network destroy'],
};

/** Whether Docker tells anything of this action: of no other does it matter who began it. */
export const isTold = (action: Action): boolean => effects[action] !== undefined;

/** Requests that begin a job, which does it. */
const byJob: ReadonlySet<string> = new Set<Action & JobKind>(['image.pull', 'image.push', 'image.build']);
/**
 * What an action does once at most: when it has had that and was answered, the next one is somebody else's. Of a job where it is of one image.
 * Others may have an effect several times: volumes that a run creates, containers that are chosen together.
 */
const once: Partial<Record<Action | JobKind, string>> = {
  'image.pull': 'image pull',
  'image.push': 'image push',
  'image.tag': 'image tag',
  'container.rename': 'container rename',
  'container.remove': 'container destroy',
  'container.pause': 'container pause',
  'container.unpause': 'container unpause',
  'volume.create': 'volume create',
  'volume.remove': 'volume destroy',
  'network.create': 'network create',
  'network.remove': 'network destroy',
  'network.connect': 'network connect',
  'network.disconnect': 'network disconnect',
};

/** How long an action may go on, until it is answered: an archive that is loaded is one. */
const clickMs = 60 * 60_000;
/** The same of a download, which is answered when it begins: of its end nothing is heard. */
const saveMs = 15_000;
/** An event may be heard so long after the action that it is of was answered, ms. */
const clickTailMs = 1_000;
/** So long after a line was entered what happens is taken to come of it, ms. */
const typedMs = 10_000;
/** A job that has ended may be told of a moment before its event. */
const jobTailMs = 2_000;

interface Work {
  name: string;
  effects: readonly string[];
  untilMs: number;
  /** Which of its effects it has once, and whether it has had that. */
  once: string | undefined;
  had: boolean;
  /** It was answered, or the job has ended. */
  isOver: boolean;
}
type Job = Pick<JobDto, 'id' | 'kind' | 'operationId' | 'state' | 'createdBy'>;

/**
 * Who has begun what on one node, by the panel's clock: whom an event of its Docker is by. A guess that is right as long as not two people do
 * the same kind of thing on one node at the same moment; then it is the later one.
 */
export class Doers {
  readonly #works = new Map<string, Work>();
  readonly #typed = new Map<string, number>();

  /** Somebody may do this, and begins. */
  clicked({ name }: { name: string }, action: Action, requestId: string, atMs: number): void {
    const told = byJob.has(action) ? undefined : effects[action];
    const untilMs = atMs + (action === 'image.save' ? saveMs : clickMs);
    if (!told) return;
    this.#works.set(`request ${requestId}`, { name, effects: told, untilMs, once: once[action], had: false, isOver: false });
  }

  /** It was answered. */
  clickEnded(requestId: string, atMs: number): void {
    const click = this.#works.get(`request ${requestId}`);
    if (!click) return;
    click.untilMs = Math.min(click.untilMs, atMs + clickTailMs);
    click.isOver = true;
  }

  /** A job moved: as long as it runs, it is its author's doing. One that tells of itself all the time is not the later one for that. */
  worked({ id, kind, operationId, state, createdBy }: Job, atMs: number): void {
    const told = effects[kind];
    if (!told || !createdBy) return;
    const isOver = state !== 'queued' && state !== 'running';
    const held = this.#works.get(`job ${id}`);
    this.#works.set(`job ${id}`, {
      ...{ name: createdBy.name, effects: told, isOver },
      untilMs: isOver ? atMs + jobTailMs : Number.POSITIVE_INFINITY,
      once: operationId === null ? once[kind] : undefined,
      had: held?.had ?? false,
    });
  }

  /** Somebody entered a line in a terminal of the node. */
  typed(userId: string, atMs: number): void {
    this.#typed.set(userId, atMs);
  }

  /** @returns the way, and of a terminal whose: the reader of names is the caller's */
  doerOf({ kind, action }: Pick<DockerEvent, 'kind' | 'action'>, atMs: number): EventDoer | { way: 'terminal'; userId: string } {
    for (const [key, { untilMs }] of this.#works) if (untilMs < atMs) this.#works.delete(key);
    for (const [userId, at] of this.#typed) if (at + typedMs < atMs) this.#typed.delete(userId);
    const effect = `${kind} ${action}`;
    const isPast = (one: Work): boolean => one.isOver && one.had && one.once === effect;
    const click = [...this.#works.values()].findLast((one) => one.effects.includes(effect) && !isPast(one));
    if (click) click.had ||= click.once === effect;
    if (click) return { way: 'click', name: click.name };
    const [last] = [...this.#typed].sort(([, a], [, b]) => b - a);
    return last ? { way: 'terminal', userId: last[0] } : { way: 'node', name: null };
  }
}
