import type { AuditEntry, Prisma } from '@prisma/client';
import { AppError } from '@/lib/core/errors';
import { type Actor, can } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';
import { type AuditEntryDto, type AuditFilter, type AuditQuery, auditEntrySchema } from '@/lib/shared/audit';
import type { List } from '@/lib/shared/common';
import type { ExportedFile } from '@/lib/shared/node-import';

/** More than anybody reads in a spreadsheet, and little enough to be made in one go. */
const exportMaxEntries = 10_000;

/** The newest first; the cursor is the last entry of the page before. @throws AppError `forbidden` */
export async function listAudit(ctx: Ctx, { limit, cursor, ...filter }: AuditQuery): Promise<List<AuditEntryDto>> {
  const rows = await ctx.db.auditEntry.findMany({
    where: conditionOf(ctx.actor, filter),
    orderBy: newestFirst,
    take: limit + 1,
    ...(cursor !== undefined && { cursor: { id: cursor }, skip: 1 }),
  });
  const items = rows.slice(0, limit).map(present);
  return rows.length > items.length ? { items, nextCursor: items.at(-1)?.id } : { items };
}

/** As a file for a spreadsheet; that it was taken is an entry itself. @throws AppError `forbidden` */
export async function exportAudit(ctx: Ctx, filter: AuditFilter): Promise<ExportedFile> {
  const where = conditionOf(ctx.actor, filter);
  await ctx.audit.did(ctx, 'audit.export', 'audit:', { ...filter });
  const rows = await ctx.db.auditEntry.findMany({ where, orderBy: newestFirst, take: exportMaxEntries });
  return { fileName: 'audit.csv', contentType: 'text/csv; charset=utf-8', text: auditCsv(rows.map(present)) };
}

const newestFirst = [{ at: 'desc' }, { id: 'desc' }] satisfies Prisma.AuditEntryOrderByWithRelationInput[];

/** What this reader may see, narrowed by what they look for. @throws AppError `forbidden` */
function conditionOf(actor: Actor, filter: AuditFilter): Prisma.AuditEntryWhereInput {
  if (!can(actor, 'audit.list', { kind: 'panel' })) throw new AppError('forbidden');
  const contains = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : { contains: text.trim() });
  const [actorText, targetText] = [contains(filter.actor), contains(filter.target)];
  const looked: Prisma.AuditEntryWhereInput[] = [visibleTo(actor)];
  if (actorText) looked.push({ OR: [{ actorName: actorText }, { actorId: actorText }] });
  if (targetText) looked.push({ OR: [{ targetName: targetText }, { target: targetText }] });
  if (filter.action) looked.push({ OR: [{ action: filter.action }, { action: { startsWith: `${filter.action}.` } }] });
  if (filter.class) looked.push({ classId: filter.class });
  if (filter.outcome) looked.push({ outcome: filter.outcome });
  if (filter.from || filter.to) {
    looked.push({ at: { ...(filter.from && { gte: new Date(filter.from) }), ...(filter.to && { lt: new Date(filter.to) }) } });
  }
  return { AND: looked };
}

/** The entries of what they teach, and their own. */
function visibleTo(actor: Actor): Prisma.AuditEntryWhereInput {
  if (actor.role === 'admin') return {};
  const classes = [...actor.teaches].filter((id) => can(actor, 'audit.read', { kind: 'class', id }));
  return { OR: [{ classId: { in: classes } }, { actorId: actor.id }] };
}

function present({ id, at, lastAt, outcome, ...row }: AuditEntry): AuditEntryDto {
  const { count, actorId, actorName, action, target, targetName, classId, detail, address } = row;
  return {
    id,
    at: at.toISOString(),
    lastAt: lastAt?.toISOString() ?? null,
    outcome: auditEntrySchema.shape.outcome.catch('failed').parse(outcome),
    ...{ count, actorId, actorName, action, target, targetName, classId, detail, address },
  };
}

const columns = [
  ...[
    'at',
    'count',
    'lastAt',
    'actorId',
    'actorName',
    'action',
    'target',
    'targetName',
    'classId',
    'outcome',
    'address',
    'detail',
  ],
] as Array<keyof AuditEntryDto>;

/** RFC 4180, one row an entry. */
export function auditCsv(entries: readonly AuditEntryDto[]): string {
  const rows = entries.map((entry) => columns.map((column) => cell(String(entry[column] ?? ''))));
  return [columns.map(String), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Spreadsheets run a cell that begins like a formula (OWASP, "CSV Injection"): an apostrophe makes it text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
