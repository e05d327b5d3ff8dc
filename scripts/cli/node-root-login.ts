import { mapLimited } from '@/lib/core/async/limit';
import type { Command } from 'commander';
import { getClassByRef } from '@/lib/features/classes/classes';
import { isAppError } from '@/lib/core/errors';
import { getNodeFor, type NodeWithAssignees, nodeWithAssignees } from '@/lib/features/nodes/get-node-for';
import { runRootLogin } from '@/lib/features/root-login/root-login';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import { rootPasswordSchema } from '@/lib/shared/root-login';
import { readSecret, withCtx } from './context';

interface Options {
  class?: string;
  remove?: boolean;
  rootPasswordStdin?: boolean;
  json?: boolean;
}

interface Answer {
  node: string;
  stage: string;
  error?: { code: string; detail: string | null };
}

/** Nodes worked on at the same time; the fleet holds back what one address would not take. */
const atOnce = 16;

/** `berth node root-login …` */
export function addNodeRootLogin(node: Command): void {
  const command = node.command('root-login');
  command
    .description('Let the panel log in as root with its own key, on a node or every node of a class')
    .argument('[name]', 'Node name or ID')
    .option('--class <class>', 'Every node of this class (name or ID)')
    .option('--remove', 'Revoke the root login: remove the key and the configuration file')
    .option(
      '--root-password-stdin',
      'Read the root password from standard input, for nodes without a stored one. It is not stored',
    )
    .option('--json', 'Output as JSON')
    .action(async (name: string | undefined, o: Options) => {
      if ((name === undefined) === (o.class === undefined))
        command.error('error: name a node, or a class by --class', { exitCode: 2 });
      await withCtx(async (ctx) => {
        const password = o.rootPasswordStdin ? rootPasswordSchema.parse(await readSecret()) : null;
        const nodes = await chosen(ctx, name, o.class);
        const answers = await mapLimited(nodes, atOnce, (row) => one(ctx, row, o.remove ? 'remove' : 'set-up', password));
        if (o.json) console.log(JSON.stringify({ nodes: answers }));
        else for (const a of answers) console.log([a.node, a.stage, a.error?.code, a.error?.detail].filter(Boolean).join('\t'));
        if (answers.some((answer) => answer.error)) process.exitCode = 1;
      });
    });
}

async function chosen(ctx: Ctx, name: string | undefined, cls: string | undefined): Promise<NodeWithAssignees[]> {
  if (name !== undefined) return [await getNodeFor(ctx, name, 'root-login.setup')];
  const { id } = await getClassByRef(ctx, cls ?? '');
  const rows = await ctx.db.node.findMany({ where: { classId: id }, include: nodeWithAssignees });
  return rows.sort((a, b) => byName(a.name, b.name));
}

async function one(ctx: Ctx, row: NodeWithAssignees, what: 'set-up' | 'remove', password: string | null): Promise<Answer> {
  let error: Answer['error'];
  try {
    if (row.jumpNodeId) await ctx.fleet.register(row.jumpNodeId);
    await ctx.fleet.register(row.id);
    await runRootLogin(ctx, row, what, { password: row.rootPasswordSealed === null ? password : null });
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown;
    error = { code: thrown.code, detail: thrown.detail ?? null };
  }
  const now = await ctx.db.node.findUnique({ where: { id: row.id }, select: { rootLogin: true } });
  return { node: row.name, stage: now?.rootLogin ?? 'none', ...(error && { error }) };
}
