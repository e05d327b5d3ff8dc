import type { Ctx } from '@/lib/core/runtime';
import { signingKeyOf } from '@/lib/gateways/secrets/signing-key';
import type { ExportFormat } from '@/lib/shared/courses';
import type { ExportedBytes, ExportedFile } from '@/lib/shared/node-import';
import { evidenceOf, gather } from './gather';
import { progressJson } from './progress-json';
import { aboutProgress, progressFiles, progressHead, signedZip } from './signed-zip';
import { canvasCsv, moodleCsv, progressCsv } from './tables';
import { xapiLines } from './xapi';

/** The progress of a class as a file; that it was taken is in the audit log. @throws AppError `not_found`, `course_not_set` */
export async function exportProgress(
  ctx: Ctx,
  { classId, format }: { classId: string; format: ExportFormat },
): Promise<ExportedFile | ExportedBytes> {
  const gathered = await gather(ctx, classId);
  await ctx.audit.did(ctx, 'progress.export', `class:${classId}`, { format });
  const csv = (text: string): ExportedFile => ({
    fileName: `progress-${format}.csv`,
    contentType: 'text/csv; charset=utf-8',
    text,
  });
  switch (format) {
    case 'csv':
      return csv(progressCsv(gathered));
    case 'moodle':
      return csv(moodleCsv(gathered));
    case 'canvas':
      return csv(canvasCsv(gathered));
    case 'xapi':
      return { fileName: 'statements.jsonl', contentType: 'application/x-ndjson', text: xapiLines(gathered) };
    case 'json': {
      const text = progressJson(gathered, await evidenceOf(ctx, classId));
      return { fileName: 'progress.json', contentType: 'application/json', text };
    }
    case 'zip': {
      const evidence = await evidenceOf(ctx, classId);
      const [head, key] = [progressHead(gathered, evidence), signingKeyOf(ctx.authSecret)];
      const text = signedZip(progressFiles(gathered, evidence), { head, about: aboutProgress, at: gathered.at, key });
      return { fileName: 'progress.zip', contentType: 'application/zip', text };
    }
  }
}
