import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { ExportedFile, ExportFormat } from '@/lib/shared/node-import';
import { classFor } from '@/lib/features/nodes/class-defaults';
import { nodeWithAssignees, qualifiedName } from '@/lib/features/nodes/get-node-for';

export interface ExportedNode {
  name: string;
  host: string;
  port: number;
  loginUser: string;
  jump: string | null;
  hostKey: string | null;
  students: string[];
}

/** The nodes of a class as a file that the import takes again; no credential is in it. @throws AppError `not_found` */
export async function exportNodes(
  ctx: Ctx,
  { classId, format }: { classId: string; format: ExportFormat },
): Promise<ExportedFile> {
  const cls = await classFor(ctx, classId, 'node.export');
  const rows = await ctx.db.node.findMany({
    where: { classId },
    include: { ...nodeWithAssignees, jumpNode: { select: { name: true, classId: true, class: { select: { name: true } } } } },
  });
  const nodes = rows
    .map((row) => ({
      name: row.name,
      host: row.host,
      port: row.port,
      loginUser: row.loginUser,
      // Of another class it is told from one of the same name here.
      jump: row.jumpNode && (row.jumpNode.classId === classId ? row.jumpNode.name : qualifiedName(row.jumpNode)),
      hostKey: row.hostKey,
      students: row.assignments.map(({ user }) => user.email),
    }))
    .sort((a, b) => byName(a.name, b.name));
  await ctx.audit.did(ctx, 'node.export', `class:${cls.id}`, { format, nodes: nodes.length });
  return format === 'csv'
    ? { fileName: 'nodes.csv', contentType: 'text/csv; charset=utf-8', text: writeCsv(nodes) }
    : { fileName: 'ssh_config', contentType: 'text/plain; charset=utf-8', text: writeSshConfig(nodes) };
}

/** RFC 4180, with the columns of the import that hold no secret. */
export function writeCsv(nodes: readonly ExportedNode[]): string {
  const rows = nodes.map((node) => [
    node.name,
    node.host,
    String(node.port),
    node.loginUser,
    node.jump ?? '',
    node.hostKey ?? '',
    guard(node.students.join(' ')),
  ]);
  return [['name', 'host', 'port', 'user', 'jump', 'host_key', 'student'], ...rows]
    .map((row) => `${row.map(quote).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet runs a cell that begins like a formula; of ours only an address somebody chose could. The import takes it off again. */
const guard = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** ssh_config(5). Keys are not on whoever's machine reads it, so none is named. */
export function writeSshConfig(nodes: readonly ExportedNode[]): string {
  return nodes
    .map((node) => {
      const lines = [`Host ${node.name}`, `  HostName ${node.host}`, `  Port ${node.port}`, `  User ${node.loginUser}`];
      if (node.jump) lines.push(`  ProxyJump ${node.jump}`);
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}
