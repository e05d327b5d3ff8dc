import { setTimeout as wait } from 'node:timers/promises';
import { waitAtMost } from '@/lib/core/async/wait';
import { isAppError } from '@/lib/core/errors';
import { containerOf } from '@/lib/shared/container-of';
import type { Logger } from '@/lib/core/log';
import type { ContainerState } from '@/lib/shared/containers';
import type { DockerEngine } from './engine';
import type { DockerEvent } from './engine/system';
import { isNews, isToldEarly, mayChange } from './is-news';
import { askLists, emptyLists, joinLists, listCounts, type ListName, listNames, type NodeLists, staleAfter } from './node-lists';

/**
 * How often an Engine is asked whether it answers, and how often it is listed without an event, in ms: while somebody looks at the node,
 * and while nobody does. Some changes send no event (a build without a tag with the overlay2 store, a removal or a start that failed).
 */
export const lookMs = { ping: 30_000, watched: 30_000, unwatched: 300_000 } as const;
/**
 * When images are listed after a line was entered in a terminal, each in ms after the one before: what `docker build` has made without an
 * event is seen after at most twice the time that it took. Later than that `lookMs.watched` does. The first time containers are listed, too:
 * a start that fails for a network that is gone leaves another exit code, without an event (Docker 20.10 to 28.5).
 */
const afterLineMs = [2_000, 2_000, 4_000, 8_000, 16_000] as const;
/** How long the events of a container wait for the list that follows a command to it. */
const holdMs = 1_000;
/** How long one look at a container that just ended may take, in ms, and how many there are. */
const settling = { lookMs: 2_000, looks: 20 } as const;

/** What no list holds. */
type AskedFor = 'networks' | 'volumes';

export interface LiveModelHooks {
  /** These of {@link LiveModel.lists} changed; or networks or volumes, which are asked for when somebody looks at them. */
  changed(topics: Array<ListName | AskedFor>): void;
  /** Every event as it comes; first one `other`/`subscribed`, from which on none is missed. */
  heard?(event: DockerEvent): void;
  log: Logger;
  /** Least time between two lists, in ms: a burst of events costs the node few of them. */
  minPauseMs?: number;
  random?: () => number;
}

/** The lists of one node, kept true by one event stream. */
export interface LiveModel {
  /** Resolves when the first lists are in. @throws AppError when the Engine does not answer. */
  open(): Promise<void>;
  /** Resolves with what ended the model: the event stream broke, or the Engine no longer answers. The caller opens a new one. */
  readonly lost: Promise<Error>;
  /** Lists now, so that what was just changed is in the model. @throws AppError when the Engine does not answer. */
  sync(names?: readonly ListName[]): Promise<void>;
  /** Does one thing to a container and lists once: its own events are not answered with lists of their own. @throws what `work` throws */
  change<T>(ref: string, work: () => Promise<T>): Promise<T>;
  /** Whether somebody looks at this node now. */
  watch(on: boolean): void;
  /** Somebody entered a line in a terminal of this node. */
  entered(): void;
  /** A call was not answered in time: an Engine that answers nothing ends the model. */
  suspect(): void;
  /** As of the last answers. */
  readonly lists: NodeLists;
  close(): void;
}

/**
 * Events only say *that* something changed; the answer is a new list, at most one per pause. So any order of events, doubles and
 * the daemon's memory of 256 events cannot make the model wrong: after every change and every gap the list is the truth.
 * The stream is opened before the first list, so that nothing falls between them.
 */
export function createLiveModel(engine: DockerEngine, hooks: LiveModelHooks): LiveModel {
  return new Model(engine, hooks);
}

/** A class, not closures: one is held for each node (docs/decisions/012-what-a-held-node-costs.md). */
class Model implements LiveModel {
  readonly lost: Promise<Error>;
  readonly #engine: DockerEngine;
  readonly #hooks: LiveModelHooks;
  readonly #abort = new AbortController();
  #lists = emptyLists();
  #dirty = new Set<ListName>();
  /** Containers that ended or were paused, and may still be listed as they were, with how often each was looked at. */
  readonly #unsettled = new Map<string, number>();
  /** Events of containers something is being done to. */
  readonly #held = new Map<string, { works: number; events: DockerEvent[]; timer: NodeJS.Timeout | null }>();
  #refreshing: Promise<void> | null = null;
  #begun = 0;
  #underWay = 0;
  /** By which turn each list was last answered. */
  readonly #taken = listCounts();
  #watched = false;
  #listedAtMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #afterLine: NodeJS.Timeout | null = null;
  #probing = false;
  #isLost = false;
  #end: (error: Error) => void = () => {};

  constructor(engine: DockerEngine, hooks: LiveModelHooks) {
    this.#engine = engine;
    this.#hooks = hooks;
    this.lost = new Promise<Error>((resolve) => {
      this.#end = resolve;
    });
  }

  async open(): Promise<void> {
    const events = this.#engine.system.events(this.#abort.signal)[Symbol.asyncIterator]();
    const subscribed = await events.next();
    if (!subscribed.done) this.#hooks.heard?.(subscribed.value);
    void this.#follow(events);
    await this.#list(listNames, { tell: false });
    // Nodes that came up together are not asked together.
    this.#lookIn(lookMs.ping * (0.5 + (this.#hooks.random ?? Math.random)() / 2));
    const lengths = listNames.map((name) => [name, this.#lists[name].length]);
    this.#hooks.log.debug(Object.fromEntries(lengths), 'live model open');
  }

  sync(names: readonly ListName[] = listNames): Promise<void> {
    return this.#list(names, { tell: true });
  }

  async change<T>(ref: string, work: () => Promise<T>): Promise<T> {
    const id = containerOf(this.#lists.containers, ref)?.id;
    if (id !== undefined) this.#hold(id);
    try {
      return await work();
    } finally {
      // Also after a failure: a removal may have failed half-way. Whoever called hears of theirs.
      await this.sync(['containers']).catch(() => {});
      if (id !== undefined) this.#release(id);
    }
  }

  watch(on: boolean): void {
    this.#watched = on;
    if (on && this.#listedAtMs > 0 && performance.now() - this.#listedAtMs >= lookMs.watched) this.#listAll();
  }

  entered(): void {
    this.#lookAfterLine(0);
  }

  suspect(): void {
    void this.#probe();
  }

  get lists(): NodeLists {
    return this.#lists;
  }

  close(): void {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#afterLine) clearTimeout(this.#afterLine);
    for (const { timer } of this.#held.values()) if (timer) clearTimeout(timer);
  }

  #lookIn(ms: number): void {
    if (this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  #lookAfterLine(turn: number): void {
    if (this.#afterLine) clearTimeout(this.#afterLine);
    const ms = afterLineMs[turn];
    if (ms === undefined || !this.#watched || this.#abort.signal.aborted) return;
    this.#afterLine = setTimeout(() => {
      this.#dirty.add('images');
      if (turn === 0) this.#dirty.add('containers');
      this.#refresh();
      this.#lookAfterLine(turn + 1);
    }, ms).unref();
  }

  async #look(): Promise<void> {
    const due = this.#watched ? lookMs.watched : lookMs.unwatched;
    // A list is as good a question as a ping, but only the ping is never a long answer.
    if ((await this.#probe()) && performance.now() - this.#listedAtMs >= due - lookMs.ping / 2) this.#listAll();
    this.#lookIn(lookMs.ping);
  }

  /** Twice without an answer: this Engine, or the way to it, answers nothing any more, and a new one is tried. */
  async #probe(): Promise<boolean> {
    if (this.#probing || this.#abort.signal.aborted) return true;
    this.#probing = true;
    try {
      await this.#engine.system.ping().catch(() => this.#engine.system.ping());
      return true;
    } catch (error) {
      this.#end(error as Error);
      return false;
    } finally {
      this.#probing = false;
    }
  }

  #listAll(): void {
    this.#dirty = new Set(listNames);
    this.#refresh();
  }

  #refresh(): void {
    this.#refreshing ??= this.#listWhileDirty()
      .catch((error) => {
        this.#isLost = true;
        this.#end(error as Error);
      })
      .finally(() => {
        this.#refreshing = null;
        // Something may have been heard after the loop had looked for the last time.
        if (this.#dirty.size > 0 && !this.#abort.signal.aborted && !this.#isLost) this.#refresh();
      });
  }

  async #listWhileDirty(): Promise<void> {
    while (this.#dirty.size > 0 && !this.#abort.signal.aborted) {
      const names = [...this.#dirty];
      this.#dirty = new Set();
      const truth = await this.#lookAtUnsettled();
      await this.#list(names, { tell: true });
      this.#settle(truth);
      await wait(this.#hooks.minPauseMs ?? 150, undefined, { ref: false });
    }
  }

  /**
   * Up to Docker 20.10 the daemon tells `die`, `pause` and `unpause` before it has stored the new state, and lists what is stored (moby
   * daemon/monitor.go, pause.go): a list then says what was before, and no event follows. A look at the container itself waits until its
   * state is stored.
   */
  async #lookAtUnsettled(): Promise<Map<string, ContainerState | null | undefined>> {
    const ids = [...this.#unsettled.keys()].slice(0, 8);
    const states = await Promise.all(
      ids.map((id) =>
        waitAtMost(
          this.#engine.containers.inspect(id, { size: false }).then(
            (detail) => detail.state,
            (error: unknown) => (isAppError(error) && error.code === 'container_not_found' ? null : undefined),
          ),
          settling.lookMs,
        ),
      ),
    );
    return new Map(ids.map((id, i) => [id, states[i]]));
  }

  /** What the list says of them is their state now, or they are listed again. */
  #settle(truth: Map<string, ContainerState | null | undefined>): void {
    for (const [id, state] of truth) {
      const looks = (this.#unsettled.get(id) ?? 0) + 1;
      const listed = this.#lists.containers.find((c) => c.id === id)?.state ?? null;
      if (listed === state || looks >= settling.looks) this.#unsettled.delete(id);
      else this.#unsettled.set(id, looks);
    }
    if (this.#unsettled.size > 0) this.#dirty.add('containers');
  }

  /** Only these are asked for; what a list says of another's rows is joined anew every time. */
  async #list(names: readonly ListName[], { tell }: { tell: boolean }): Promise<void> {
    const turn = ++this.#begun;
    this.#underWay++;
    let fresh: Partial<NodeLists>;
    try {
      fresh = await askLists(this.#engine, new Set(names));
    } finally {
      this.#underWay--;
    }
    const before = this.#lists;
    // One that was asked for later has answered already: it knows more.
    const taken = Object.fromEntries(Object.entries(fresh).filter(([name]) => turn >= this.#taken[name as ListName]));
    for (const name of Object.keys(taken) as ListName[]) this.#taken[name] = turn;
    if (taken.containers) this.#listedAtMs = performance.now();
    this.#lists = joinLists({ ...before, ...taken });
    if (tell) this.#tell(before);
  }

  #tell(before: NodeLists): void {
    const changed = listNames.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(this.#lists[name]));
    if (changed.length > 0) this.#hooks.changed(changed);
  }

  #hold(id: string): void {
    const held = this.#held.get(id);
    if (held) held.works++;
    else this.#held.set(id, { works: 1, events: [], timer: null });
  }

  #release(id: string): void {
    const held = this.#held.get(id);
    if (!held || --held.works > 0) return;
    this.#held.delete(id);
    this.#letGo(held);
  }

  #letGo(held: { events: DockerEvent[]; timer: NodeJS.Timeout | null }): void {
    if (held.timer) clearTimeout(held.timer);
    held.timer = null;
    for (const event of held.events.splice(0)) this.#take(event);
  }

  #hear(event: DockerEvent): void {
    this.#hooks.heard?.(event);
    if (event.kind === 'other') return;
    const askedFor = askedForAfter(event);
    if (askedFor) this.#hooks.changed([askedFor]);
    const container = containerOfEvent(event);
    const held = container === undefined ? undefined : this.#held.get(container);
    if (!held) {
      this.#take(event);
      return;
    }
    held.events.push(event);
    // A command that takes long does not keep what happens meanwhile from whoever looks.
    held.timer ??= setTimeout(() => this.#letGo(held), holdMs).unref();
  }

  #take(event: DockerEvent): void {
    const container = containerOfEvent(event);
    // A commit is told of a container and makes an image.
    if (container !== undefined && event.action !== 'commit') {
      const row = this.#lists.containers.find((c) => c.id === container);
      // A list that is under way may bring back what was before this event.
      if (!isNews(event, row) && (this.#underWay === 0 || !mayChange(event))) return;
      if (isToldEarly(event)) this.#unsettled.set(container, 0);
    }
    for (const name of staleAfter(event)) this.#dirty.add(name);
    this.#refresh();
  }

  async #follow(events: AsyncIterator<DockerEvent>): Promise<void> {
    try {
      for (;;) {
        const next = await events.next();
        if (next.done) break;
        this.#hear(next.value);
      }
      this.#end(new Error('The event stream ended.'));
    } catch (error) {
      this.#end(error as Error);
    }
  }
}

/** The container that an event is about. */
const containerOfEvent = ({ kind, id, container }: DockerEvent): string | undefined => (kind === 'container' ? id : container);

/** Who mounts a volume is what the containers say, and of them their own events tell. */
function askedForAfter({ kind, action }: DockerEvent): AskedFor | null {
  if (kind === 'volume' && (action === 'create' || action === 'destroy')) return 'volumes';
  return kind === 'network' ? 'networks' : null;
}
