import { createHash } from 'node:crypto';
import { accountName, mailAddress } from '@/lib/shared/account-name';
import { stepKey } from '../step-record';
import { pointsFor } from '../list-progress';
import { textIn } from '../present-progress';
import type { Gathered } from './gather';

const verbs = {
  passed: { id: 'http://adlnet.gov/expapi/verbs/passed', display: { 'en-US': 'passed' } },
  excused: { id: 'https://w3id.org/xapi/adl/verbs/waived', display: { 'en-US': 'waived' } },
} as const;

/** The same statement has the same id at each export, so a store takes it once (xAPI 1.0.3, 2.4.1). */
function statementId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  // Version 8 and variant bits of RFC 9562: a hash of our own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Who it is: by address, or by account where there is none (xAPI 1.0.3, 2.4.2.3). */
function agentOf(email: string, origin: string) {
  const address = mailAddress(email);
  return address === null ? { account: { homePage: origin, name: accountName(email) } } : { mbox: `mailto:${address}` };
}

/** A statement for each step that is over, one a line (xAPI 1.0.3). */
export function xapiLines({ students, course, classId, className, origin, locale, rule }: Gathered): string {
  const steps = new Map(
    course.lessons.flatMap(({ id, file }) => file.steps.map((step) => [stepKey(id, step.id), step] as const)),
  );
  const statements = students.flatMap(({ userId, name, email, records }) =>
    [...records.values()].flatMap((record) => {
      const { lessonId, stepId, state, passedAt, firstAt, how, tries, round } = record;
      const step = steps.get(stepKey(lessonId, stepId));
      if (!step || passedAt === null || (state !== 'passed' && state !== 'excused')) return [];
      const points = step.points ?? 1;
      const seconds = firstAt === null ? null : Math.max(0, Math.round((passedAt - firstAt) / 1000));
      const activity = `${origin}/classes/${classId}/course/${lessonId}/${stepId}`;
      return {
        id: statementId([classId, userId, lessonId, stepId, String(round)]),
        actor: { objectType: 'Agent', name, ...agentOf(email, origin) },
        verb: verbs[state],
        object: {
          ...{ objectType: 'Activity', id: activity },
          definition: {
            name: { [locale]: textIn(locale, step.title) ?? stepId },
            type: 'http://adlnet.gov/expapi/activities/objective',
          },
        },
        result: {
          completion: true,
          ...(state === 'passed' && { success: true, score: { raw: pointsFor(step, record, rule), min: 0, max: points } }),
          ...(seconds !== null && { duration: `PT${seconds}S` }),
        },
        context: {
          contextActivities: {
            grouping: [
              { objectType: 'Activity', id: `${origin}/classes/${classId}`, definition: { name: { [locale]: className } } },
            ],
          },
          extensions: {
            [`${origin}/xapi/how`]: how ?? state,
            [`${origin}/xapi/tries`]: tries,
            [`${origin}/xapi/course`]: course.hash,
          },
        },
        timestamp: new Date(passedAt).toISOString(),
      };
    }),
  );
  return statements.map((statement) => `${JSON.stringify(statement)}\n`).join('');
}
