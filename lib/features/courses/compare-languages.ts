import { type CourseIssue, issueAt, sayPlace } from './issue';
import type { LessonPage, Mark } from './lesson-page';

const says: Record<Mark['kind'], string> = { step: 'step', picture: 'picture', measure: 'measure', code: 'code block' };

/**
 * A lesson has the same marks in the same order in each language, and the same code, byte for byte: who reads one language sees and does
 * what who reads another does. Reports the first difference, at both places.
 */
export function compareLanguages(first: LessonPage, other: LessonPage, issues: CourseIssue[]): void {
  for (const isCode of [false, true]) {
    const chosen = ({ marks }: LessonPage) => marks.filter(({ kind }) => (kind === 'code') === isCode);
    const issue = firstDifference(chosen(first), chosen(other), { code: isCode ? 'fence' : 'marks', first, other });
    if (issue) issues.push(issue);
  }
}

function firstDifference(
  first: Mark[],
  other: Mark[],
  pages: { code: 'fence' | 'marks'; first: LessonPage; other: LessonPage },
): CourseIssue | null {
  const index = Array.from({ length: Math.max(first.length, other.length) }, (_, i) => i).find(
    (i) => first[i]?.kind !== other[i]?.kind || first[i]?.key !== other[i]?.key,
  );
  if (index === undefined) return null;
  const wanted = first[index];
  const found = other[index];
  const { code } = pages;
  if (!wanted && found) return issueAt(found.place, code, `The ${say(found)} is missing in ${sayPlace(pages.first.end)}.`);
  if (!wanted) return null;
  if (!found) return issueAt(pages.other.end, code, `The ${say(wanted)} of ${sayPlace(wanted.place)} is missing here.`);
  if (code === 'fence')
    return issueAt(found.place, code, `This code block differs from the one at ${sayPlace(wanted.place)}: they must be equal.`);
  return issueAt(found.place, code, `The ${say(found)} stands here where ${sayPlace(wanted.place)} has the ${say(wanted)}.`);
}

const say = ({ kind, name }: Mark): string => (name ? `${says[kind]} “${name}”` : says[kind]);
