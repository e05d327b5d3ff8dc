import process from 'node:process';
import type { Command } from 'commander';
import { getClassByRef } from '@/lib/features/classes/classes';
import { findingText } from '@/lib/features/doctor/finding-text';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import type { NodeRow } from '@/lib/fleet/node-row';
import type { Ctx } from '@/lib/core/runtime';
import { byName } from '@/lib/shared/by-name';
import type { DoctorReport } from '@/lib/shared/doctor';
import { summarizeClass, troublesOf } from '@/lib/shared/doctor-light';
import { withCtx } from './context';

interface Options {
  class?: string;
  json?: boolean;
  strict?: boolean;
}

/** `berth node doctor NAME | --class CLASS`: examines nodes over connections of this process's own. */
export function addNodeDoctor(node: Command): void {
  node
    .command('doctor')
    .description('Check whether a node, or every node of a class, is ready for the lesson')
    .argument('[name]', 'Node name or ID')
    .option('--class <class>', 'Check every node of this class (name or ID)')
    .option('--json', 'Output as JSON: {class, light, nodes: [{node, light, at, findings}]}')
    .option('--strict', 'Exit with status 1 if a node is not ready (red)')
    .action((name: string | undefined, options: Options, command: Command) => {
      if ((name === undefined) === (options.class === undefined))
        command.error('error: name one node, or a class by --class', { exitCode: 2 });
      return withCtx((ctx) => run(ctx, name, options));
    });
}

async function run(ctx: Ctx, name: string | undefined, options: Options): Promise<void> {
  const cls = options.class === undefined ? null : await getClassByRef(ctx, options.class);
  const rows = cls
    ? await ctx.db.node.findMany({ where: { classId: cls.id } })
    : [await getNodeFor(ctx, name ?? '', 'doctor.run')];
  rows.sort((a, b) => byName(a.name, b.name));
  const tell = options.json ? () => {} : printReport;
  const nodes = await Promise.all(
    rows.map(async (row) => {
      await takeIn(ctx, row);
      const report = await ctx.doctor.examine(row.id);
      tell(report);
      return { nodeId: row.id, nodeName: row.name, report };
    }),
  );
  const { light, counts } = summarizeClass(nodes);
  if (options.json) {
    const findingsOf = ({ nodeName, report }: (typeof nodes)[number]) => ({
      node: nodeName,
      light: report.light,
      at: report.at,
      findings: report.findings,
    });
    console.log(JSON.stringify({ class: cls?.name ?? null, light, nodes: nodes.map(findingsOf) }));
  } else if (cls) {
    console.log(`${cls.name}: ${light ?? 'no nodes'} (${counts.green} green, ${counts.amber} amber, ${counts.red} red)`);
  }
  if (options.strict && light === 'red') process.exitCode = 1;
}

/**
 * Connects to the node from here, its jump host first. A credential that was refused is not offered again before somebody changes the
 * node in the register: such a node is examined as far as its host key.
 */
async function takeIn(ctx: Ctx, row: NodeRow): Promise<void> {
  const jump = row.jumpNodeId && (await ctx.db.node.findUnique({ where: { id: row.jumpNodeId } }));
  if (jump) await ctx.fleet.register(jump.id);
  if (row.state === 'auth_failed' && row.updatedAt <= row.stateSince) return;
  await ctx.fleet.register(row.id);
}

/** What is not well, a line each; a node that is well has one line. */
function printReport({ nodeName, light, findings }: DoctorReport): void {
  console.log(`${nodeName}\t${light}`);
  for (const finding of troublesOf(findings)) {
    const { name, text } = findingText('en', finding);
    console.log(`  ${finding.state}\t${name}: ${text}`);
    if (finding.evidence) console.log(`  \t  ${finding.evidence}`);
  }
}
