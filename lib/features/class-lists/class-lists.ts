import type { AwayNode, ClassListChanges, ClassListName, ClassRows } from '@/lib/shared/class-lists';

/** A list of a class as it is now. Its arrays are the reader's own. */
export interface ClassListLook<Name extends ClassListName> {
  /** By node, then by name. */
  rows: ClassRows[Name][];
  away: AwayNode[];
  /** Nodes that answer. */
  nodes: number;
  /** Which changes come after it. */
  epoch: string;
  v: number;
}

/**
 * The containers and the images of all nodes of a class, out of the live model that the fleet keeps of each node: no node is asked or
 * waited for. One that does not answer is told apart, with why.
 */
export interface ClassLists {
  look<Name extends ClassListName>(classId: string, list: Name): Promise<ClassListLook<Name>>;
  /**
   * From now on its changes come, at most each 100 ms. The first who watches a class has the lists of its nodes looked up once, a few nodes
   * at a time (docs/decisions/054).
   * @returns the function that ends it
   */
  watch(classId: string, list: ClassListName, listener: (changes: ClassListChanges) => void): () => void;
  stop(): void;
}
