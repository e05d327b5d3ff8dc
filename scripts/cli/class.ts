import type { Command } from 'commander';
import { deleteClass } from '@/lib/features/class-life/delete-class';
import { getClassByRef, listClasses, updateClass } from '@/lib/features/classes/classes';
import type { Ctx } from '@/lib/core/runtime';
import type { ClassDto } from '@/lib/shared/accounts';
import { classNameSchema } from '@/lib/shared/accounts';
import { limits } from '@/lib/shared/limits';
import { by, withCtx } from './context';

/** `berth class …` */
export function addClassCommands(program: Command): void {
  const cls = program.command('class').description('Manage classes');
  cls
    .command('list')
    .description('List classes')
    .option('--json', 'Output as JSON')
    .action((o: { json?: boolean }) =>
      withCtx(async (ctx) => {
        const items = await everyClass(ctx);
        if (o.json) console.log(JSON.stringify({ items }));
        else for (const c of items) console.log([c.name, c.students, c.nodes, c.closedAt ? 'closed' : 'open'].join('\t'));
      }),
    );
  cls
    .command('rename')
    .description('Rename a class')
    .argument('<class>', 'Class name or ID')
    .argument('<name>', 'New name', by(classNameSchema, 'A name has 1 to 100 characters and does not look like an id.'))
    .action((ref: string, name: string) => change(ref, { name }));
  cls
    .command('close')
    .description('Close a class: students lose access, instructors have read-only access')
    .argument('<class>', 'Class name or ID')
    .action((ref: string) => change(ref, { closed: true }));
  cls
    .command('reopen')
    .description('Reopen a closed class')
    .argument('<class>', 'Class name or ID')
    .action((ref: string) => change(ref, { closed: false }));
  cls
    .command('delete')
    .description('Delete a class, its nodes and its history from the panel. Root logins are revoked first; accounts are kept')
    .argument('<class>', 'Class name or ID')
    .option('--dry-run', 'Show what would be deleted, without deleting it')
    .option('--leave-key', 'Do not revoke root logins: the key of the panel stays on the nodes')
    .option('--json', 'Output as JSON')
    .action((ref: string, o: { dryRun?: boolean; leaveKey?: boolean; json?: boolean }) =>
      withCtx(async (ctx) => {
        const { id } = await getClassByRef(ctx, ref);
        const report = await deleteClass(ctx, { classId: id, dryRun: o.dryRun ?? false, takeBack: !o.leaveKey });
        if (report.keyKept.length > 0) process.exitCode = 1;
        if (o.json) return console.log(JSON.stringify(report));
        console.log(`nodes\t${report.nodes.map((node) => node.name).join(' ') || '-'}`);
        console.log(`with the panel's root login still set up\t${report.withPanelKey.map((node) => node.name).join(' ') || '-'}`);
        console.log(`enrolments\t${report.enrolments}\noperations\t${report.operations}`);
        console.log(`students in no other class\t${report.studentsLeft}`);
        for (const { name, error } of report.keyKept) console.log(`root login not taken back\t${name}\t${error.code}`);
        if (report.keyKept.length > 0) console.error('The class was not deleted. With --leave-key it goes all the same.');
      }),
    );
}

function change(ref: string, what: { name?: string; closed?: boolean }): Promise<void> {
  return withCtx(async (ctx) => {
    const { id } = await getClassByRef(ctx, ref);
    await updateClass(ctx, { classId: id, ...what });
  });
}

async function everyClass(ctx: Ctx): Promise<ClassDto[]> {
  const items: ClassDto[] = [];
  let cursor: string | undefined;
  do {
    const page = await listClasses(ctx, { limit: limits.pageMaxSize, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
