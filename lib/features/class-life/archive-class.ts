import { strToU8 } from 'fflate';
import { evidenceOf, gather } from '@/lib/features/progress/export/gather';
import { aboutProgress, progressFiles, progressHead, signedZip } from '@/lib/features/progress/export/signed-zip';
import { staffClassFor } from '@/lib/features/progress/learner';
import { presentHostKey } from '@/lib/gateways/ssh/host-key-format';
import { signingKeyOf } from '@/lib/gateways/secrets/signing-key';
import type { Ctx } from '@/lib/core/runtime';
import type { ExportedBytes } from '@/lib/shared/node-import';

const about = `class.json        the class: settings, people, nodes, announcements, raised hands; no password and no key
audit.jsonl       the entries of the audit log that are about the class, one a line
course.zip        the course as it was done, where there is one
`;

/**
 * Everything about a class in one archive signed by the panel: who was in it, what they did, and what was done to it. For a class that is
 * over, before it is deleted. It holds no secret, and is nothing to restore from.
 * @throws AppError `not_found`
 */
export async function archiveClass(ctx: Ctx, { classId }: { classId: string }): Promise<ExportedBytes> {
  const { courseHash, name } = await staffClassFor(ctx, classId, 'class.archive');
  await ctx.audit.did(ctx, 'class.archive', `class:${classId}`, { course: courseHash });
  const at = ctx.now();
  const evidence = await evidenceOf(ctx, classId);
  const gathered = courseHash === null ? null : await gather(ctx, classId);
  const files: Record<string, Uint8Array> = {
    'class.json': json(await aboutClass(ctx, classId)),
    'audit.jsonl': strToU8(await auditLines(ctx, classId)),
    ...(courseHash !== null && { 'course.zip': await courseZip(ctx, courseHash) }),
    ...(gathered && progressFiles(gathered, evidence)),
  };
  const head = gathered ? progressHead(gathered, evidence) : { classId, className: name };
  const text = signedZip(files, { head, about: about + (gathered ? aboutProgress : ''), at, key: signingKeyOf(ctx.authSecret) });
  return { fileName: 'class.zip', contentType: 'application/zip', text };
}

const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);

/** Without what is sealed, and without what nobody but the panel reads. */
async function aboutClass({ db }: Ctx, classId: string): Promise<unknown> {
  const user = { select: { name: true, email: true, studentNumber: true } };
  const row = await db.class.findUniqueOrThrow({
    where: { id: classId },
    select: {
      ...{ id: true, name: true, createdAt: true, closedAt: true, registryUrl: true },
      ...{
        courseHash: true,
        courseOpenedAt: true,
        openUpTo: true,
        ownValues: true,
        solutionHalf: true,
        nodePasswordsOnCards: true,
        containerPrivileges: true,
      },
      enrolments: { select: { role: true, createdAt: true, user }, orderBy: { createdAt: 'asc' } },
      nodes: {
        select: {
          ...{ name: true, host: true, port: true, loginUser: true, hostKey: true, setAsideAt: true, setAsideNote: true },
          assignments: { select: { createdAt: true, user: { select: { email: true } } } },
        },
        orderBy: { name: 'asc' },
      },
      announcements: { select: { lessonId: true, text: true, kind: true, byName: true, createdAt: true, endedAt: true } },
      helpRequests: {
        select: {
          ...{ lessonId: true, stepId: true, reason: true, message: true, answer: true },
          ...{ createdAt: true, claimedAt: true, answeredAt: true, endedAt: true, user: { select: { email: true } } },
        },
        orderBy: { createdAt: 'asc' },
      },
    },
  });
  const { enrolments, nodes, announcements, helpRequests, ...rest } = row;
  return {
    ...rest,
    people: enrolments.map(({ user: person, role, createdAt }) => ({ ...person, role, enrolledAt: createdAt })),
    nodes: nodes.map(({ assignments, hostKey, ...node }) => ({
      ...node,
      hostKey: presentHostKey(hostKey)?.sha256 ?? null,
      students: assignments.map(({ user: { email }, createdAt }) => ({ email, since: createdAt })),
    })),
    announcements: announcements.map(({ text, ...each }) => ({ ...each, text: JSON.parse(text) as unknown })),
    helpRequests: helpRequests.map(({ user: { email }, ...each }) => ({ ...each, email })),
  };
}

async function auditLines({ db }: Ctx, classId: string): Promise<string> {
  const rows = await db.auditEntry.findMany({ where: { classId }, orderBy: { at: 'asc' } });
  return rows
    .map(
      ({ detail, ...row }) => `${JSON.stringify({ ...row, detail: detail === null ? null : (JSON.parse(detail) as unknown) })}\n`,
    )
    .join('');
}

async function courseZip({ db }: Ctx, hash: string): Promise<Uint8Array> {
  const { files } = await db.courseVersion.findUniqueOrThrow({ where: { hash }, select: { files: true } });
  return new Uint8Array(files);
}
