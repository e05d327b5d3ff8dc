import { accountName, mailAddress } from '@/lib/shared/account-name';
import { textIn } from '../present-progress';
import { csvOf } from './csv';
import type { Gathered } from './gather';

type Row = Array<string | number>;

/** Points of each step of the course, in the order of its steps. */
const pointsOf = ({ course }: Gathered): number[] =>
  course.lessons.flatMap(({ file }) => file.steps.map(({ points }) => points ?? 1));

/** An account that was made with a student number alone has it in its name. */
const numberOf = ({ studentNumber, email }: { studentNumber: string | null; email: string }): string =>
  studentNumber ?? (mailAddress(email) === null ? accountName(email) : '');

/** Every step of every student: how it stands, when it was passed, how, after how many tries, and its points. */
export function progressCsv(gathered: Gathered): string {
  const names = gathered.course.lessons.flatMap(({ id, file }) => file.steps.map((step) => `${id}/${step.id}`));
  const head = ['Student number', 'Name', 'E-mail', 'Points', 'Points of', 'Passed'];
  const rows = gathered.students.map(({ studentNumber, name, email, progress }): Row => {
    const steps = progress.steps.flatMap(
      ({ state, how, tries, passedAt, points }): Row => [state, passedAt ?? '', how ?? '', tries, points],
    );
    return [
      numberOf({ studentNumber, email }),
      name,
      mailAddress(email) ?? '',
      progress.points,
      progress.pointsOf,
      progress.passed,
      ...steps,
    ];
  });
  return csvOf([
    [...head, ...names.flatMap((name) => ['state', 'time', 'how', 'tries', 'points'].map((what) => `${name} ${what}`))],
    ...rows,
  ]);
}

/** Points by lesson of one student; who is excused from a step loses nothing by it. */
function lessonPoints(gathered: Gathered, { progress }: Gathered['students'][number]): number[] {
  const points = pointsOf(gathered);
  const ofLesson = (id: string): number =>
    progress.steps.reduce((sum, step, index) => {
      if (step.lesson !== id) return sum;
      return sum + (step.state === 'excused' ? (points[index] ?? 0) : step.points);
    }, 0);
  return gathered.course.lessons.map(({ id }) => ofLesson(id));
}

const lessonMax = ({ course }: Gathered): number[] =>
  course.lessons.map(({ file }) => file.steps.reduce((sum, { points }) => sum + (points ?? 1), 0));
const lessonTitles = ({ course, locale }: Gathered): string[] =>
  course.lessons.map(({ id, file }) => `${id} ${textIn(locale, file.title) ?? ''}`.trim());
const total = (points: readonly number[]): number => points.reduce((sum, each) => sum + each, 0);

/** As Moodle's grade import takes it: people by e-mail address or ID number, a column for each lesson (docs.moodle.org, "Grade import"). */
export function moodleCsv(gathered: Gathered): string {
  const rows = gathered.students.map((student): Row => {
    const points = lessonPoints(gathered, student);
    return [mailAddress(student.email) ?? '', numberOf(student), student.name, ...points, total(points)];
  });
  return csvOf([['Email address', 'ID number', 'Full name', ...lessonTitles(gathered), 'Course total'], ...rows]);
}

/** As Canvas' gradebook import takes it: five columns about the person, a row of points possible (Canvas, "How do I import grades"). */
export function canvasCsv(gathered: Gathered): string {
  const rows = gathered.students.map((student): Row => {
    const { name, email } = student;
    return [
      name,
      '',
      numberOf(student),
      accountName(email.toLowerCase()),
      gathered.className,
      ...lessonPoints(gathered, student),
    ];
  });
  const head = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...lessonTitles(gathered)];
  return csvOf([head, ['    Points Possible', '', '', '', '', ...lessonMax(gathered)], ...rows]);
}
