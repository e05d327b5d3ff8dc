import { mapLimited } from '@/lib/core/async/limit';
import type { Runtime } from '@/lib/core/runtime';
import { createCoalescer } from '@/lib/shared/coalesce';
import type { ClassListChanges, ClassListName } from '@/lib/shared/class-lists';
import type { ClassListLook, ClassLists } from './class-lists';
import { type ClassNode, DrawnList } from './drawn-list';

export interface ClassListsDeps extends Pick<Runtime, 'db' | 'bus' | 'log' | 'fleet' | 'newId'> {}

type Listener = (changes: ClassListChanges) => void;
/** A list that somebody watches, as it was told last. */
interface Kept {
  classId: string;
  list: ClassListName;
  drawn: DrawnList<ClassListName>;
  epoch: string;
  v: number;
}

const changesPauseMs = 100;
/** Of the register: an import changes many nodes, a roster many people. */
const reloadPauseMs = 300;
/** Nodes whose lists are looked up at once when somebody begins to look at a class. */
const sweepAtOnce = 16;
/** A class is swept no more often, in ms. */
const sweepPauseMs = 60_000;

const keyOf = (classId: string, list: ClassListName): string => `${classId}/${list}`;

export function createClassLists(deps: ClassListsDeps): ClassLists {
  const { bus, log, fleet, newId } = deps;
  const kept = new Map<string, Promise<Kept>>();
  const listeners = new Map<string, Set<Listener>>();
  const sweptAt = new Map<string, number>();
  let stopped = false;

  async function load(classId: string, list: ClassListName): Promise<Kept> {
    const nodes = await loadNodes(deps, classId);
    return { classId, list, drawn: new DrawnList(list, fleet.status, nodes), epoch: newId(), v: 0 };
  }

  /** Tells what differs from what was told before. */
  function tell(key: string, one: Kept): void {
    const delta = one.drawn.redraw();
    if (!delta) return;
    one.v += 1;
    const { classId, list, epoch, v } = one;
    for (const listener of [...(listeners.get(key) ?? [])]) listener({ classId, list, epoch, v, ...delta });
  }

  const changes = createCoalescer<string, null>({
    pauseMs: changesPauseMs,
    merge: () => null,
    deliver: (key) => inBackground(withKept(key, (one) => tell(key, one))),
  });
  const reloads = createCoalescer<'all', null>({
    pauseMs: reloadPauseMs,
    merge: () => null,
    deliver: () => inBackground(Promise.all([...kept.keys()].map(reload))),
  });

  async function withKept(key: string, work: (one: Kept) => void): Promise<void> {
    const one = await kept.get(key);
    if (one) work(one);
  }

  /** Nodes came, went, or have other names or students. */
  async function reload(key: string): Promise<void> {
    const one = await kept.get(key);
    if (!one) return;
    one.drawn.setNodes(await loadNodes(deps, one.classId));
    tell(key, one);
  }

  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.error({ error }, 'a list of a class could not be brought up to date'));
  }

  /**
   * What changed without an event since the lists of a node were looked up last is found now. Nobody waits for it: what differs comes as
   * changes.
   */
  async function sweep(classId: string, nodeIds: string[]): Promise<void> {
    const now = performance.now();
    if (now - (sweptAt.get(classId) ?? Number.NEGATIVE_INFINITY) < sweepPauseMs) return;
    sweptAt.set(classId, now);
    const isWanted = () => !stopped && [...kept.keys()].some((key) => key.startsWith(`${classId}/`));
    await mapLimited(nodeIds, sweepAtOnce, async (nodeId) => {
      if (isWanted() && fleet.status(nodeId).state === 'ready') await fleet.sync(nodeId);
    });
  }

  const subscriptions = [
    bus.subscribe('node.changed', ({ nodeId, topics }) => {
      for (const [key, made] of kept)
        inBackground(
          made.then((one) => {
            const concerns = topics.includes('state') || topics.includes(one.list);
            if (concerns && one.drawn.touch(nodeId)) changes.push(key, null);
          }),
        );
    }),
    bus.subscribe('access.changed', () => reloads.push('all', null)),
    bus.subscribe('node.updated', () => reloads.push('all', null)),
    bus.subscribe('node.deleted', () => reloads.push('all', null)),
  ];

  return {
    async look<Name extends ClassListName>(classId: string, list: Name): Promise<ClassListLook<Name>> {
      const key = keyOf(classId, list);
      const one = await (kept.get(key) ?? load(classId, list));
      // What waits for the pause is in the answer: it is told first, so that no change comes twice.
      tell(key, one);
      const drawn = one.drawn as unknown as DrawnList<Name>;
      const away = drawn.away();
      return { rows: drawn.rows(), away, nodes: drawn.nodeIds().length - away.length, epoch: one.epoch, v: one.v };
    },
    watch(classId, list, listener) {
      const key = keyOf(classId, list);
      const set = listeners.get(key) ?? new Set<Listener>();
      listeners.set(key, set.add(listener));
      if (!kept.has(key)) {
        const made = load(classId, list);
        kept.set(key, made);
        // The next who watches tries again.
        made.catch(() => kept.get(key) === made && kept.delete(key));
        inBackground(made.then(({ drawn }) => sweep(classId, drawn.nodeIds())));
      }
      return () => {
        set.delete(listener);
        if (set.size > 0) return;
        listeners.delete(key);
        kept.delete(key);
      };
    },
    stop() {
      stopped = true;
      for (const end of subscriptions) end();
      changes.stop();
      reloads.stop();
      kept.clear();
    },
  };
}

/** The nodes of a class, each with those who have it. */
async function loadNodes({ db }: Pick<Runtime, 'db'>, classId: string): Promise<ClassNode[]> {
  const rows = await db.node.findMany({
    where: { classId },
    select: { id: true, name: true, assignments: { select: { user: { select: { name: true } } } } },
  });
  return rows.map(({ id, name, assignments }) => ({
    nodeId: id,
    node: name,
    students: assignments.map(({ user }) => user.name).sort(),
  }));
}
