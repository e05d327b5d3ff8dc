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

/** How long an action may go on of whose end nothing was heard. */
const clickMs = 15_000;
/** An event may be heard so long after the action that it is of was answered, ms. */
const clickTailMs = 1_000;
/** So long after a line was entered what happens is taken to come of it, ms. */
const typedMs = 10_000;
/** A job that has ended may be told of a moment before its event. */
const jobTailMs = 2_000;

interface Click {
  name: string;
  effects: readonly string[];
  untilMs: number;
}

/**
 * Who has begun what on one node, by the panel's clock: whom an event of its Docker is by. A guess that is right as long as not two people do
 * the same kind of thing on one node at the same moment; then it is the later one.
 */
export class Doers {
  readonly #clicks = new Map<string, Click>();
  readonly #typed = new Map<string, number>();

  /** Somebody may do this, and begins. */
  clicked({ id, name }: { id: string; name: string }, action: Action, atMs: number): void {
    const told = effects[action];
    if (told) this.#put(`${id} ${action}`, { name, effects: told, untilMs: atMs + clickMs });
  }

  /** It was answered. */
  clickEnded(actorId: string, action: string, atMs: number): void {
    const click = this.#clicks.get(`${actorId} ${action}`);
    if (click) click.untilMs = Math.min(click.untilMs, atMs + clickTailMs);
  }

  /** A job moved: as long as it runs, it is its author's doing. */
  worked({ id, kind, state, createdBy }: Pick<JobDto, 'id' | 'kind' | 'state' | 'createdBy'>, atMs: number): void {
    const told = effects[kind];
    if (!told || !createdBy) return;
    const isOver = state !== 'queued' && state !== 'running';
    this.#put(`job ${id}`, {
      name: createdBy.name,
      effects: told,
      untilMs: isOver ? atMs + jobTailMs : Number.POSITIVE_INFINITY,
    });
  }

  /** Somebody entered a line in a terminal of the node. */
  typed(userId: string, atMs: number): void {
    this.#typed.set(userId, atMs);
  }

  #put(key: string, click: Click): void {
    this.#clicks.delete(key);
    this.#clicks.set(key, click);
  }

  /** @returns the way, and of a terminal whose: the reader of names is the caller's */
  doerOf({ kind, action }: Pick<DockerEvent, 'kind' | 'action'>, atMs: number): EventDoer | { way: 'terminal'; userId: string } {
    for (const [key, { untilMs }] of this.#clicks) if (untilMs < atMs) this.#clicks.delete(key);
    for (const [userId, at] of this.#typed) if (at + typedMs < atMs) this.#typed.delete(userId);
    const click = [...this.#clicks.values()].findLast((one) => one.effects.includes(`${kind} ${action}`));
    if (click) return { way: 'click', name: click.name };
    const [last] = [...this.#typed].sort(([, a], [, b]) => b - a);
    return last ? { way: 'terminal', userId: last[0] } : { way: 'node', name: null };
  }
}
