import type { NodeStatus } from '@/lib/fleet/fleet';
import { byName } from '@/lib/shared/by-name';
import { compareRows } from '@/lib/shared/class-list-rows';
import type { AwayNode, ClassListChanges, ClassListName, ClassRows } from '@/lib/shared/class-lists';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';

/** A node of the class, as its rows say it. */
export interface ClassNode {
  nodeId: string;
  node: string;
  students: string[];
}
/** What differs between two looks. */
export type ListDelta<Name extends ClassListName> = Pick<ClassListChanges<Name>, 'rows' | 'gone' | 'away' | 'back'>;

/** What of a node's list its rows in the list of a class say. */
const presented = {
  containers: (on: ClassNode, { id, name, image, state, health, exitCode, createdAt, startedAt, ports }: ContainerDto) => ({
    ...on,
    ...{ id, name, image, state, health, exitCode, createdAt, startedAt, ports },
  }),
  images: (on: ClassNode, { id, tags, createdAt, sizeBytes, containers }: ImageDto) => ({
    ...on,
    ...{ id, tags, createdAt, sizeBytes, containers },
  }),
} as const;

interface Held<Row> {
  of: ClassNode;
  /** By id; none of a node that is away. */
  rows: ReadonlyMap<string, Row>;
  away: AwayNode | null;
}

/** One list of a class as it was told last, node by node: a change costs as much in a large class as in a small one. */
export class DrawnList<Name extends ClassListName> {
  readonly #list: Name;
  readonly #statusOf: (nodeId: string) => NodeStatus;
  readonly #held = new Map<string, Held<ClassRows[Name]>>();
  /** Of the class, by name. */
  #nodes: ClassNode[] = [];
  readonly #touched = new Set<string>();

  constructor(list: Name, statusOf: (nodeId: string) => NodeStatus, nodes: ClassNode[]) {
    this.#list = list;
    this.#statusOf = statusOf;
    this.setNodes(nodes);
    this.redraw();
  }

  /** Other nodes, names or students: told with the next {@link redraw}. */
  setNodes(nodes: ClassNode[]): void {
    const before = new Map(this.#nodes.map((node) => [node.nodeId, JSON.stringify(node)]));
    this.#nodes = [...nodes].sort((a, b) => byName(a.node, b.node));
    for (const node of this.#nodes) {
      if (before.get(node.nodeId) !== JSON.stringify(node)) this.#touched.add(node.nodeId);
      before.delete(node.nodeId);
    }
    for (const nodeId of before.keys()) this.#touched.add(nodeId);
  }

  /** Something about a node changed. @returns whether it is one of this list's */
  touch(nodeId: string): boolean {
    if (!this.#held.has(nodeId)) return false;
    this.#touched.add(nodeId);
    return true;
  }

  /** Draws anew what was touched. @returns what differs from before; null for nothing */
  redraw(): ListDelta<Name> | null {
    if (this.#touched.size === 0) return null;
    const delta: ListDelta<Name> = { rows: [], gone: [], away: [], back: [] };
    const members = new Map(this.#nodes.map((node) => [node.nodeId, node]));
    for (const nodeId of this.#touched) {
      const of = members.get(nodeId);
      const before = this.#held.get(nodeId);
      if (!of) {
        this.#held.delete(nodeId);
        if (before?.away) delta.back.push(nodeId);
        for (const id of before?.rows.keys() ?? []) delta.gone.push([nodeId, id]);
        continue;
      }
      const now = this.#draw(of);
      this.#held.set(nodeId, now);
      if (now.away) {
        if (JSON.stringify(now.away) !== JSON.stringify(before?.away)) delta.away.push(now.away);
        continue;
      }
      if (before?.away) delta.back.push(nodeId);
      for (const [id, row] of now.rows) if (JSON.stringify(row) !== JSON.stringify(before?.rows.get(id))) delta.rows.push(row);
      for (const id of before?.rows.keys() ?? []) if (!now.rows.has(id)) delta.gone.push([nodeId, id]);
    }
    this.#touched.clear();
    return Object.values(delta).some((part) => part.length > 0) ? delta : null;
  }

  /** By node, then by name. */
  rows(): ClassRows[Name][] {
    return this.#nodes.flatMap(({ nodeId }) => [...(this.#held.get(nodeId)?.rows.values() ?? [])].sort(compareRows(this.#list)));
  }

  away(): AwayNode[] {
    return this.#nodes.flatMap(({ nodeId }) => this.#held.get(nodeId)?.away ?? []);
  }

  nodeIds(): string[] {
    return this.#nodes.map(({ nodeId }) => nodeId);
  }

  #draw(of: ClassNode): Held<ClassRows[Name]> {
    const status = this.#statusOf(of.nodeId);
    const listed = status[this.#list];
    if (status.state !== 'ready' || listed === null) {
      const { state, reason, stateSince } = status;
      return { of, rows: new Map(), away: { ...of, state, reason, since: stateSince.toISOString() } };
    }
    const present = presented[this.#list] as (on: ClassNode, item: ContainerDto | ImageDto) => ClassRows[Name];
    return { of, rows: new Map(listed.map((item) => [item.id, present(of, item)])), away: null };
  }
}
