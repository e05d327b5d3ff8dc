import type { Db } from '@/lib/gateways/db/db';
import type { Logger } from '@/lib/core/log';
import {
  type Audit,
  type AuditDb,
  type AuditEntry,
  type AuditIntent,
  auditLimits,
  type AuditOutcome,
  type AuditRecord,
} from './audit';
import type { RefusedAction } from './audit-actions';
import { createCallerBudget } from './caller-budget';
import { describeTarget } from './targets';

const dayMs = 24 * 60 * 60_000;
/** How long a counted refusal may be in memory alone. */
const flushPauseMs = 5_000;

interface Deps {
  db: Db;
  log: Logger;
  now(): Date;
  newId(): string;
  /** Days a line is kept; left out in tests. */
  retentionDays?: number;
}

/** A line that is counted on: where it stands, since when, and what is not stored yet. */
interface Shared {
  id: Promise<string>;
  until: number;
  pending: number;
}

export function createAudit(deps: Deps): Audit {
  const { db, log, now, newId, retentionDays = 365 } = deps;
  const budget = createCallerBudget(now);
  const shared = new Map<string, Shared>();
  let flushTimer: NodeJS.Timeout | null = null;
  let pruneTimer: NodeJS.Timeout | null = null;

  /** A failure to store is logged and thrown. */
  async function stored<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      log.error({ error, action }, 'an audit entry could not be stored');
      throw error;
    }
  }

  async function columnsOf(through: AuditDb, { detail, ...entry }: AuditRecord) {
    const target = entry.target?.slice(0, auditLimits.targetMaxChars) ?? null;
    return { ...entry, target, ...(await describeTarget(through, target)), detail: toJson(detail) };
  }

  async function insert(through: AuditDb, entry: AuditRecord): Promise<string> {
    const id = newId();
    const data = { id, at: now(), ...(await columnsOf(through, entry)) };
    await through.auditEntry.create({ data });
    return id;
  }

  /** One line for all of a kind: the first makes it, the rest are counted. */
  async function count(key: string, entry: AuditRecord): Promise<void> {
    const at = now().getTime();
    flushTimer ??= setTimeout(() => void flush(), flushPauseMs).unref();
    const known = shared.get(key);
    if (known && known.until > at) {
      known.pending += 1;
      return;
    }
    const line: Shared = { id: insert(db, entry), until: at + auditLimits.windowMs, pending: 0 };
    shared.set(key, line);
    await line.id.catch((error: unknown) => {
      shared.delete(key);
      throw error;
    });
  }

  /** Stores what was counted and forgets lines whose window is over. */
  async function flush(): Promise<void> {
    flushTimer = null;
    const at = now();
    for (const [key, line] of [...shared]) {
      const { pending } = line;
      line.pending = 0;
      if (line.until <= at.getTime()) shared.delete(key);
      if (pending === 0) continue;
      try {
        const id = await line.id;
        await db.auditEntry.updateMany({ where: { id }, data: { count: { increment: pending }, lastAt: at } });
      } catch (error) {
        log.error({ error, pending }, 'counted audit entries could not be stored');
      }
    }
  }

  async function prune(): Promise<void> {
    try {
      const { count: gone } = await db.auditEntry.deleteMany({
        where: { at: { lt: new Date(now().getTime() - retentionDays * dayMs) } },
      });
      if (gone > 0) log.info({ gone, days: retentionDays }, 'audit entries past their retention were dropped');
    } catch (error) {
      log.error({ error }, 'old audit entries could not be dropped');
    }
  }

  async function refused(given: AuditEntry<RefusedAction>): Promise<void> {
    await stored(given.action, async () => {
      const entry = bounded({ ...given, outcome: 'refused' });
      await count(keyOf(entry), entry);
    });
  }

  /** Past a caller's budget what it was about is left out, and past the strangers' also who it was: the line stays one. */
  function bounded(entry: AuditRecord): AuditRecord {
    const known = shared.get(keyOf(entry));
    if (known && known.until > now().getTime()) return entry;
    if (entry.actorId === null && budget.take('strangers', auditLimits.linesOfStrangers) === 'shared')
      return { ...entry, actorName: null, address: null, target: null, detail: { more: true } };
    const caller = entry.actorId ?? entry.address ?? 'unknown';
    if (budget.take(caller, auditLimits.linesPerCaller.other) === 'own') return entry;
    return { ...entry, target: null, detail: { more: true } };
  }

  async function begin(given: AuditEntry, rank: 'staff' | 'other'): Promise<AuditIntent> {
    return stored(given.action, async () => {
      const place = budget.take(given.actorId ?? given.address ?? 'unknown', auditLimits.linesPerCaller[rank]);
      if (place === 'own') return intentOf(await insert(db, { ...given, outcome: 'started' }), given);
      const entry: AuditRecord = { ...given, target: null, outcome: 'allowed', detail: { more: true } };
      await count(keyOf(entry), entry);
      return intentOf(null, given);
    });
  }

  /** @param id the line; null where it is only counted. */
  function intentOf(id: string | null, given: AuditEntry): AuditIntent {
    let state: 'open' | 'said' | 'over' = 'open';

    /** What the work says of its own action goes into its line; what else it says is a line of its own. */
    async function say(through: AuditDb, entry: AuditRecord): Promise<void> {
      const isOfThis = entry.action === given.action || entry.outcome === 'refused';
      if (state !== 'open' || !isOfThis) {
        await insert(through, entry);
        return;
      }
      state = 'said';
      if (entry.outcome === 'refused') await settleRefused(entry);
      else if (id !== null) {
        const { classId, targetName, target, detail, outcome } = await columnsOf(through, entry);
        // What is gone by now was looked up when the line was made.
        const facts = { ...(classId && { classId }), ...(targetName && { targetName }) };
        await through.auditEntry.updateMany({ where: { id }, data: { ...facts, target, detail, outcome } });
      }
    }

    /** The first refusal keeps its line; the same again is counted on that one. */
    async function settleRefused(entry: AuditEntry<RefusedAction>): Promise<void> {
      const refusal: AuditRecord = { ...entry, action: given.action, outcome: 'refused' };
      if (id !== null) await db.auditEntry.deleteMany({ where: { id } });
      await count(keyOf(refusal), refusal);
    }

    return {
      audit: {
        ...audit,
        did: (ctx, action, target, detail) =>
          stored(action, () => say(ctx.db, { ...didBy(ctx), action, target, outcome: 'allowed', ...(detail && { detail }) })),
        record: (entry) => stored(entry.action, () => say(db, entry)),
        refused: (entry) => stored(entry.action, () => say(db, { ...entry, outcome: 'refused' })),
      },
      async settle(outcome: AuditOutcome, detail) {
        const unsaid = state === 'open';
        state = 'over';
        await stored(given.action, async () => {
          if (outcome === 'refused' && unsaid) await settleRefused({ ...given, ...(detail && { detail }) });
          // What the work said stands, unless it was taken back with its transaction: then the line is as it began.
          else if (id !== null) {
            const open = { id, outcome: 'started' };
            await db.auditEntry.updateMany({ where: open, data: { outcome, ...(detail && { detail: toJson(detail) }) } });
          }
        });
      },
      async discard() {
        if (state === 'open' && id !== null) await db.auditEntry.deleteMany({ where: { id } });
        state = 'over';
      },
    };
  }

  const audit: Audit = {
    did: (ctx, action, target, detail) =>
      stored(action, async () => {
        await insert(ctx.db, { ...didBy(ctx), action, target, outcome: 'allowed', ...(detail && { detail }) });
      }),
    record: (entry) =>
      entry.outcome === 'refused' ? refused(entry) : stored(entry.action, async () => void (await insert(db, entry))),
    refused,
    begin,
    start() {
      void prune();
      pruneTimer ??= setInterval(() => void prune(), dayMs).unref();
    },
    async stop() {
      if (pruneTimer) clearInterval(pruneTimer);
      if (flushTimer) clearTimeout(flushTimer);
      pruneTimer = null;
      await flush();
    },
  };
  return audit;
}

const didBy = (ctx: { actor: { id: string; name: string }; address: string | null }) => ({
  actorId: ctx.actor.id,
  actorName: ctx.actor.name,
  address: ctx.address,
});

const keyOf = (entry: AuditRecord): string =>
  JSON.stringify([entry.actorId, entry.address, entry.action, entry.target, entry.outcome, entry.detail ?? null]);

function toJson(detail: Record<string, unknown> | undefined): string | null {
  if (!detail) return null;
  const text = JSON.stringify(detail);
  return text.length <= auditLimits.detailMaxChars ? text : JSON.stringify({ tooLong: text.length });
}
