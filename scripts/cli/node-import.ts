import { readFile } from 'node:fs/promises';
import process from 'node:process';
import type { Command } from 'commander';
import { createTranslator } from 'use-intl/core';
import type { z } from 'zod';
import { getClassByRef, listClasses } from '@/lib/features/classes/classes';
import { exportNodes } from '@/lib/features/node-import/export-nodes';
import { importNodes } from '@/lib/features/node-import/import-nodes';
import type { Ctx } from '@/lib/core/runtime';
import { limits } from '@/lib/shared/limits';
import texts from '@/lib/shared/messages/en/import.json';
import {
  type ExportFormat,
  exportFormatSchema,
  type ImportFormat,
  type ImportItem,
  type ImportResult,
  importFormatSchema,
} from '@/lib/shared/node-import';
import { by, withCtx } from './context';

/** `berth node import FILE` and `berth node export`. */
export function addNodeImport(node: Command): void {
  const oneOf = (schema: z.ZodEnum) => `It is one of: ${schema.options.join(', ')}.`;
  node
    .command('import')
    .description(
      'Import nodes from a range, CSV or ssh_config. Exits with status 1 if a line is invalid; valid lines are imported',
    )
    .argument('<file>', 'Path of the file, or - for standard input')
    .option('--class <class>', 'Class name or ID (default: the only class)')
    .option(
      '--format <format>',
      'Format of the file: range, csv or ssh_config (default: detected)',
      by(importFormatSchema, oneOf(importFormatSchema)),
    )
    .option('--dry-run', 'Show what would change, without changing it')
    .option('--json', 'Output as JSON')
    .action((file: string, o: { class?: string; format?: ImportFormat; dryRun?: boolean; json?: boolean }) =>
      withCtx(async (ctx) => {
        const text = file === '-' ? await readStdin() : await readFile(file, 'utf8');
        if (text.trim() === '') throw new Error('There is nothing in it.');
        if (text.length > limits.importMaxChars)
          throw new Error(`More than ${limits.importMaxChars} characters at once: split it.`);
        const classId = await classOf(ctx, o.class);
        const result = await importNodes(ctx, { classId, text, format: o.format, dryRun: o.dryRun ?? false });
        if (o.json) console.log(JSON.stringify(result));
        else print(result);
        if (result.counts.bad > 0) process.exitCode = 1;
      }),
    );
  node
    .command('export')
    .description('Export the nodes of a class, without secrets')
    .option('--class <class>', 'Class name or ID (default: the only class)')
    .option('--format <format>', 'Output format: csv or ssh_config', by(exportFormatSchema, oneOf(exportFormatSchema)), 'csv')
    .action((o: { class?: string; format: ExportFormat }) =>
      withCtx(async (ctx) => {
        process.stdout.write((await exportNodes(ctx, { classId: await classOf(ctx, o.class), format: o.format })).text);
      }),
    );
}

async function classOf(ctx: Ctx, ref: string | undefined): Promise<string> {
  if (ref !== undefined) return (await getClassByRef(ctx, ref)).id;
  const { items } = await listClasses(ctx, { limit: 2 });
  const [only] = items;
  if (!only || items.length > 1)
    throw new Error(only ? 'There are several classes: name one with --class.' : 'There is no class yet.');
  return only.id;
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** A line each, in the order of the text, bad ones among them; the sum on standard error. */
function print({ format, counts, unknownColumns, items }: ImportResult): void {
  if (unknownColumns.length > 0) console.error(`Columns left out: ${unknownColumns.join(', ')}`);
  for (const item of items) console.log([item.line, item.state, item.name ?? '-', address(item), said(item)].join('\t'));
  console.error(`${format}: ${counts.add} added, ${counts.update} changed, ${counts.same} as before, ${counts.bad} bad`);
}

const address = ({ host, port, loginUser }: ImportItem): string =>
  host === null ? '-' : `${loginUser ?? ''}@${host}${port === null ? '' : `:${port}`}`;

function said({ fields, problems, notes }: ImportItem): string {
  const t = createTranslator({ locale: 'en', messages: texts });
  const say = t as (key: string, values: Record<string, string | number>) => string;
  return [
    fields.join(','),
    ...problems.map(({ code, params }) => say(`problem.${code}`, params)),
    ...notes.map(({ code, params }) => say(`note.${code}`, params)),
  ]
    .filter(Boolean)
    .join(' ');
}
