import type { Prisma } from '@prisma/client';
import type { AuditAction, RefusedAction } from './audit-actions';

/** How an action ended. `started`: begun and never heard of again, because the panel ended meanwhile. */
export type AuditOutcome = 'started' | 'allowed' | 'refused' | 'failed';

/** One line of the audit without its end: who did what to what, from where. Never a secret. */
export interface AuditEntry<A extends RefusedAction = AuditAction> {
  actorId: string | null;
  actorName: string | null;
  action: A;
  /** `node:<id>`, `container:<nodeId>/<id>`, `user:<id>` … */
  target: string | null;
  detail?: Record<string, unknown>;
  address: string | null;
}

/** One line of the audit. Only a refusal may have an action that the policy alone names. */
export type AuditRecord =
  | (AuditEntry & { outcome: Exclude<AuditOutcome, 'refused'> })
  | (AuditEntry<RefusedAction> & { outcome: 'refused' });

/** What the audit is written with: the database, or the transaction of the change. */
export type AuditDb = Pick<Prisma.TransactionClient, 'auditEntry' | 'node' | 'user' | 'class' | 'job' | 'operation'>;

/** Who does it, from where, and through which database or transaction: a feature's `ctx`, or `{ ...ctx, db: tx }`. */
export interface AuditCtx {
  actor: { id: string; name: string };
  address: string | null;
  db: AuditDb;
}

export interface Audit {
  /**
   * The one way to say that something was done. Called with the transaction of the change (`{ ...ctx, db: tx }`), both are stored or
   * neither is.
   * @param target what it was done to: `node:<id>`, `container:<nodeId>/<id>`, `user:<id>`, `class:<id>` …
   * @param detail values that matter later (the new role), never a secret
   */
  did(ctx: AuditCtx, action: AuditAction, target: string, detail?: Record<string, unknown>): Promise<void>;
  /**
   * Stores one record, for what {@link Audit.did} cannot say: another outcome, or nobody who did it. A failure to store is logged and
   * thrown: what must be audited does not happen unaudited. What was refused is counted as {@link Audit.refused} does.
   */
  record(entry: AuditRecord): Promise<void>;
  /** Something was refused. The same again within the window is counted on the first line, so that a flood cannot fill the table. */
  refused(entry: AuditEntry<RefusedAction>): Promise<void>;
  /** Writes before the work that it begins. @param rank whose budget of lines it is: staff do more in a minute than students. */
  begin(entry: AuditEntry, rank: 'staff' | 'other'): Promise<AuditIntent>;
  /** Drops what is older than the retention, now and once a day. */
  start(): void;
  /** Stores what was only counted so far. */
  stop(): Promise<void>;
}

/** A line that stands before its work does. */
export interface AuditIntent {
  /** What the work is given as its audit: what it says of this very action goes into the line that is there. */
  audit: Audit;
  /** How the work ended, unless the work itself has said it. @param detail e.g. the error's code */
  settle(outcome: AuditOutcome, detail?: Record<string, unknown>): Promise<void>;
  /** Nothing was to be changed (a dry run), and nothing was said: the line goes. */
  discard(): Promise<void>;
}

/** Numbers of the audit; `docs/operations.md` tells them. */
export const auditLimits = {
  /** How long the same refusal is counted on one line, and how long a caller's lines are counted. */
  windowMs: 10 * 60_000,
  /** Requests within the window that get a line of their own; what comes after is counted on one line for each action. */
  linesPerCaller: { staff: 2_000, other: 300 },
  /** Of everybody who is not signed in, together. */
  linesOfStrangers: 1_000,
  detailMaxChars: 16_000,
  targetMaxChars: 300,
} as const;
