import { idSchema } from '@/lib/shared/common';
import type { AuditDb } from './audit';

/** What a target was called at that moment, and whose class it was in: its instructors may read the line. */
export interface TargetFacts {
  targetName: string | null;
  classId: string | null;
}

const unknown: TargetFacts = { targetName: null, classId: null };

/** Looks a target up: afterwards it may have another name, another class, or be gone. */
export async function describeTarget(db: AuditDb, target: string | null): Promise<TargetFacts> {
  const [, kind, id = '', rest] = /^([a-z-]+):([^/]*)(?:\/(.*))?$/.exec(target ?? '') ?? [];
  switch (kind) {
    case 'class': {
      const row = await db.class.findUnique({ where: { id }, select: { name: true } });
      return { targetName: row?.name ?? null, classId: row ? id : null };
    }
    case 'user': {
      const row = await db.user.findUnique({ where: { id }, select: { email: true } });
      return { targetName: row?.email ?? null, classId: null };
    }
    case 'job': {
      const row = await db.job.findUnique({
        where: { id },
        select: { kind: true, node: { select: { name: true, classId: true } } },
      });
      return row ? { targetName: `${row.kind} · ${row.node.name}`, classId: row.node.classId } : unknown;
    }
    case 'operation': {
      const row = await db.operation.findUnique({ where: { id }, select: { kind: true, classId: true } });
      return row ? { targetName: row.kind, classId: row.classId } : unknown;
    }
    case 'node':
    case 'container':
    case 'image':
    case 'volume':
    case 'network': {
      const node = await findNode(db, id);
      if (!node) return unknown;
      return { targetName: rest === undefined ? node.name : `${node.name}/${rest.slice(0, 100)}`, classId: node.classId };
    }
    default:
      return unknown;
  }
}

/** By id; by name only where the name says which. */
async function findNode(db: AuditDb, ref: string): Promise<{ name: string; classId: string | null } | null> {
  const select = { name: true, classId: true } as const;
  if (idSchema.safeParse(ref).success) return db.node.findUnique({ where: { id: ref }, select });
  const rows = await db.node.findMany({ where: { name: ref }, select, take: 2 });
  return rows.length === 1 ? (rows[0] ?? null) : null;
}
