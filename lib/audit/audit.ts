/** One line of the audit: who did what to what, from where, and how it ended. Never a secret. */
export interface AuditRecord {
  actorId: string | null;
  actorName: string | null;
  /** An action of the policy table or an event of ours, e.g. `host-key.changed`, `sign-in.failed`. */
  action: string;
  /** `node:<id>`, `container:<nodeId>/<id>`, `user:<id>` … */
  target: string | null;
  outcome: 'allowed' | 'refused' | 'failed';
  detail?: Record<string, unknown>;
  address: string | null;
}

export interface Audit {
  /** Stores one record. A failure to store is logged and thrown: what must be audited does not happen unaudited. */
  record(entry: AuditRecord): Promise<void>;
}
