import { waitAtMost } from '@/lib/core/async/wait';
import type { DockerEvent } from '@/lib/gateways/docker/engine/system';
import type { ContainerState } from '@/lib/shared/containers';

/** A container that ends so soon after a signal ends of it, ms: `docker stop` sends another one after 10 s. */
const signalMs = 10_000;
/**
 * The networks of a container that ended are released within a moment of its end, ms: the newest daemon tells it before the end, Docker 20.10
 * after it (moby daemon/monitor.go, `Cleanup`).
 */
const endMs = 1_000;
/** With `--rm` it is then removed, ms; a slow node lists it as ended meanwhile. A person types `docker rm` later than that. */
const removalMs = 2_000;

/** What was heard of one container. */
interface Life {
  /** Whether it runs; null when neither its start nor its end was heard. */
  runs: boolean | null;
  /** When a signal was sent to it in this run, by the node's clock. */
  signalMs: number | null;
  /** Somebody holds its terminal or its output. */
  isAttached: boolean;
  /** When its last run ended without anybody's doing, by the node's clock. */
  ownEndMs: number | null;
  /** Whether the end of this run comes by itself, for whoever waits for it. */
  end: PromiseWithResolvers<boolean> | null;
}

/**
 * What Docker does by itself on one node, read out of the order of its events: results of health checks, memory that ran out, a program
 * that ends without a signal while nobody is attached to its container, and what follows from that: a restart by its policy, its removal
 * (`--rm`), and the networks that it leaves and joins. Docker sends a signal for each of stop, restart, kill and rm -f, and tells it as
 * `kill` before the end (moby daemon/kill.go).
 */
export class ByItself {
  readonly #lives = new Map<string, Life>();

  /** Events were missed: what was known may be past. */
  forget(): void {
    this.#lives.clear();
  }

  /**
   * Takes every event of the node in its order, also those that no timeline tells.
   * @param state of the container that it is about, as last listed; undefined: not listed
   * @returns whether nobody's command did it; a promise where only the next event says, 1 s at most
   */
  hear(event: DockerEvent, state: ContainerState | undefined): boolean | Promise<boolean> {
    const id = event.kind === 'container' ? event.id : event.container;
    if (id === undefined) return false;
    const life = this.#lifeOf(id);
    if (event.kind === 'network') return networkByItself(life, event, state);
    if (event.action === 'destroy') this.#lives.delete(id);
    return containerByItself(life, event, state);
  }

  #lifeOf(id: string): Life {
    const known = this.#lives.get(id) ?? { runs: null, signalMs: null, isAttached: false, ownEndMs: null, end: null };
    this.#lives.set(id, known);
    return known;
  }
}

const isStopped = (state: ContainerState | undefined): boolean => state === 'exited' || state === 'dead';

/** What comes after an end that came by itself comes of it, unless Docker has listed the container as ended for good: then somebody did it. */
const follows = ({ ownEndMs }: Life, state: ContainerState | undefined): boolean => ownEndMs !== null && !isStopped(state);

/** Its own end was no longer ago than `withinMs`. */
const hasEnded = ({ ownEndMs }: Life, atMs: number, withinMs: number): boolean =>
  ownEndMs !== null && atMs - ownEndMs <= withinMs;

const runs = (life: Life, state: ContainerState | undefined): boolean => life.runs ?? !isStopped(state);

const isAsked = (life: Life, atMs: number): boolean =>
  life.isAttached || (life.signalMs !== null && atMs - life.signalMs <= signalMs);

function containerByItself(life: Life, { action, atMs }: DockerEvent, state: ContainerState | undefined): boolean {
  if (action === 'oom' || action.startsWith('health_status')) return true;
  const itself = follows(life, state);
  switch (action) {
    case 'create':
      life.runs = false;
      return false;
    case 'kill':
    case 'stop':
      // Of one that waits for its restart `stop` alone is told.
      Object.assign(life, { signalMs: atMs, ownEndMs: null });
      return false;
    case 'attach':
      // `docker start -a`, too, tells it before the start.
      Object.assign(life, { isAttached: true, ownEndMs: null });
      return false;
    case 'detach':
      life.isAttached = false;
      return false;
    case 'start':
      Object.assign(life, { runs: true, signalMs: null, ownEndMs: null });
      return itself;
    case 'die': {
      // One that was not started yet ends of a start that failed: whose that is.
      const isOwn = runs(life, state) ? !isAsked(life, atMs) : itself;
      life.end?.resolve(isOwn);
      Object.assign(life, { runs: false, signalMs: null, isAttached: false, ownEndMs: isOwn ? atMs : null, end: null });
      return isOwn;
    }
    case 'destroy':
      // `rm -f` of one that waits for its restart sends no signal; with `--rm` none is restarted.
      return (itself || hasEnded(life, atMs, removalMs)) && state !== 'restarting';
    default:
      return false;
  }
}

function networkByItself(
  life: Life,
  { action, atMs }: DockerEvent,
  state: ContainerState | undefined,
): boolean | Promise<boolean> {
  if (action !== 'disconnect') return follows(life, state);
  // The list may say already that it ended for good.
  if (!runs(life, state)) return follows(life, state) || hasEnded(life, atMs, endMs);
  if (isAsked(life, atMs)) return false;
  life.end ??= Promise.withResolvers<boolean>();
  return waitAtMost(life.end.promise, endMs).then((byItself) => byItself === true);
}
