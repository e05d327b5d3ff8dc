import type { Command } from 'commander';
import { listRegister } from '@/lib/features/nodes/list-register';
import { withCtx } from './context';
import { addNodeDoctor } from './node-doctor';
import { addNodeImport } from './node-import';
import { addNodeRootLogin } from './node-root-login';
import { addNodeProvision } from './node-provision';

/** `berth node …` */
export function addNodeCommands(program: Command): void {
  const node = program.command('node').description('Manage nodes');
  node
    .command('list')
    .description('List nodes')
    .option('--json', 'Output as JSON')
    .action((o: { json?: boolean }) =>
      withCtx(async (ctx) => {
        const items = await listRegister(ctx);
        if (o.json) console.log(JSON.stringify({ items }));
        else
          for (const n of items)
            console.log(`${n.class === null ? '' : `${n.class}/`}${n.name}\t${n.state}\t${n.loginUser}@${n.host}:${n.port}`);
      }),
    );
  addNodeImport(node);
  addNodeDoctor(node);
  addNodeRootLogin(node);
  addNodeProvision(node);
}
