import { z } from 'zod';
import { parseJson } from '@/lib/core/parse-json';
import type { Db } from '@/lib/gateways/db/db';
import { canonicalReference } from '@/lib/gateways/docker/reference';
import type { TagPush } from '@/lib/gateways/registry/relay';
import { registryReference } from '@/lib/shared/registry-reference';
import { classPullFolder } from './class-pull-name';

/** Jobs that are looked at, the newest first: what was pushed before these has no name any more. */
const lookedAtMax = 2_000;
/** Pushes of one class that are kept, the newest; four times the tags that a page lists. */
const keptMax = 2_000;
const inputSchema = z.object({ subject: z.string() });

interface Push {
  by: { id: string; name: string } | null;
  node: string | null;
  at: Date;
}

/**
 * Keeps what a program of a node has pushed to the registry of its class: by whom the node was held, if that was one person. One row per
 * tag, the last; the oldest go where a class has more than {@link keptMax}. What the class's own pulls put there is nobody's push.
 */
export async function keepPush(
  db: Pick<Db, 'node' | 'registryPush'>,
  { classId, nodeId, at }: { classId: string; nodeId: string; at: Date },
  { repository, tag, digest }: TagPush,
): Promise<void> {
  if (repository.startsWith(classPullFolder)) return;
  const node = await db.node.findUnique({
    where: { id: nodeId },
    select: { name: true, assignments: { select: { userId: true }, take: 2 } },
  });
  if (!node) return;
  const [holder, another] = node.assignments;
  const key = { classId, repository, tag };
  const data = { digest, nodeName: node.name, userId: another ? null : (holder?.userId ?? null), at };
  await db.registryPush.upsert({ where: { classId_repository_tag: key }, create: { ...key, ...data }, update: data });
  const beyond = await db.registryPush.findFirst({ where: { classId }, orderBy: { at: 'desc' }, skip: keptMax });
  if (beyond) await db.registryPush.deleteMany({ where: { classId, at: { lte: beyond.at } } });
}

/**
 * Who pushed what a tag of a class's registry leads to now: with a job of the panel, or with `docker push` on a node, whichever was later.
 * Null where neither is known, and where the tag has led elsewhere since: then it was pushed past the panel.
 */
export type PushOf = (repository: string, tag: string, digest: string | null) => Push | null;

export async function lastPushes(db: Pick<Db, 'job' | 'registryPush'>, classId: string): Promise<PushOf> {
  const [byJob, kept] = await Promise.all([
    pushesByJob(db, classId),
    db.registryPush.findMany({ where: { classId }, include: { user: { select: { id: true, name: true } } } }),
  ]);
  const byNode = new Map(kept.map((row) => [registryReference(row.repository, row.tag), row]));
  return (repository, tag, digest) => {
    const reference = registryReference(repository, tag);
    const [job, row] = [byJob.get(reference), byNode.get(reference)];
    // A job ends after its push has come by here, unless it is of the node that has the registry itself.
    if (job && (!row || job.at >= row.at)) {
      const itsOwn = row && row.at >= job.begunAt ? row.digest : digest;
      return itsOwn === digest ? job : null;
    }
    return row && row.digest === digest ? { by: row.user, node: row.nodeName, at: row.at } : null;
  };
}

/** The last push of each reference with the panel, from nodes that the class has now, by its reference. */
async function pushesByJob(db: Pick<Db, 'job'>, classId: string): Promise<Map<string, Push & { begunAt: Date }>> {
  const rows = await db.job.findMany({
    where: { kind: 'image.push', state: 'done', node: { classId }, endedAt: { not: null } },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    select: {
      ...{ input: true, createdAt: true, endedAt: true },
      ...{ createdBy: { select: { id: true, name: true } }, node: { select: { name: true } } },
    },
    take: lookedAtMax,
  });
  const pushes = new Map<string, Push & { begunAt: Date }>();
  for (const { input, createdAt, endedAt, createdBy, node } of rows) {
    const subject = parseJson(inputSchema, input)?.subject;
    const reference = subject !== undefined && canonicalReference(subject);
    if (reference && endedAt && !pushes.has(reference))
      pushes.set(reference, { by: createdBy, node: node?.name ?? null, begunAt: createdAt, at: endedAt });
  }
  return pushes;
}
