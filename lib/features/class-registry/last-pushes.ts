import { z } from 'zod';
import { parseJson } from '@/lib/core/parse-json';
import type { Db } from '@/lib/gateways/db/db';
import { canonicalReference } from '@/lib/gateways/docker/reference';

/** Jobs that are looked at, the newest first: what was pushed before these has no name any more. */
const lookedAtMax = 2_000;
const inputSchema = z.object({ subject: z.string() });

export interface Push {
  by: { id: string; name: string } | null;
  at: Date;
}

/** The last push of each reference with the panel, from nodes that the class has now, by its reference. A push from a terminal leaves no job. */
export async function lastPushes(db: Pick<Db, 'job'>, classId: string): Promise<Map<string, Push>> {
  const rows = await db.job.findMany({
    where: { kind: 'image.push', state: 'done', node: { classId }, endedAt: { not: null } },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    select: { input: true, endedAt: true, createdBy: { select: { id: true, name: true } } },
    take: lookedAtMax,
  });
  const pushes = new Map<string, Push>();
  for (const { input, endedAt, createdBy } of rows) {
    const subject = parseJson(inputSchema, input)?.subject;
    const reference = subject !== undefined && canonicalReference(subject);
    if (reference && endedAt && !pushes.has(reference)) pushes.set(reference, { by: createdBy, at: endedAt });
  }
  return pushes;
}
