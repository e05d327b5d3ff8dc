/** Who has a page of the panel open, and when somebody was last heard of. In the memory of this process; the rest is in the database. */
export interface Presence {
  /** Writes what was heard now and then, from now on. */
  start(): void;
  /** A page of theirs is connected. @returns the function that says it is gone */
  connected(userId: string): () => void;
  /** They have asked for something. */
  seen(userId: string): void;
  /** A page of theirs is connected, or was a moment ago: a reload is no absence. */
  isOnline(userId: string): boolean;
  /** As this process knows it; null for whoever it has not heard of. */
  lastSeenAt(userId: string): Date | null;
  /** Writes what was not written yet. */
  stop(): Promise<void>;
}
