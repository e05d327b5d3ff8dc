import { expect, test } from 'vitest';
import { rosterMaxLines } from '@/lib/shared/roster';
import { parseRoster } from './parse-roster';

const one = (text: string) => {
  const { people, problems } = parseRoster(text);
  return people[0] ? `${people[0].name} ${people[0].email}` : problems[0]?.reason;
};

test.each([
  ['성이름, given@school.example', '성이름 given@school.example'],
  ['GiVen@School.Example', 'given given@school.example'],
  ['Family Given <given@school.example>', 'Family Given given@school.example'],
  ['"Family, Given" <given@school.example>', '"Family Given" given@school.example'],
  ['given@school.example\tFamily Given', 'Family Given given@school.example'],
  ['20231234;성이름;given@school.example', '20231234 성이름 given@school.example'],
  ['Family Given given@school.example', 'Family Given given@school.example'],
  ['"Family","given@school.example"', 'Family given@school.example'],
])('%j is one student', (text, expected) => expect(one(text)).toBe(expected));

test.each([
  ['Family Given', 'no_email'],
  ['name, e-mail', 'no_email'],
  ['a@b.example, c@d.example', 'two_emails'],
  ['Family, given@', 'email_invalid'],
  ['Family, 민수@school.example', 'email_invalid'],
  [`Family\u202e, given@school.example`, 'name_invalid'],
  [`K\u0000m, given@school.example`, 'name_invalid'],
  [`${'k'.repeat(101)}, given@school.example`, 'name_invalid'],
])('%j is no student: %s', (text, reason) => expect(one(text)).toBe(reason));

test('lines are numbered as they were pasted, and a bad one keeps no good one back', () => {
  const { people, problems } = parseRoster('\uFEFF# roster of spring\r\na@x.example\r\n\r\nnobody\nb@x.example\rA@x.example');
  expect(people.map((p) => [p.line, p.email])).toEqual([
    [2, 'a@x.example'],
    [5, 'b@x.example'],
  ]);
  expect(problems).toEqual([
    { line: 4, text: 'nobody', reason: 'no_email' },
    { line: 6, text: 'A@x.example', reason: 'repeated' },
  ]);
});

test('what is shown of a bad line turns no text around and has an end', () => {
  const [problem] = parseRoster(`evil\u202e\u0007${'x'.repeat(500)}`).problems;
  expect(problem?.text).toMatch(/^evil\uFFFD\uFFFDx+$/);
  expect(problem?.text).toHaveLength(120);
});

test('beyond the most lines each is named', () => {
  const text = Array.from({ length: rosterMaxLines + 2 }, (_, n) => `s${n}@x.example`).join('\n');
  const { people, problems } = parseRoster(text);
  expect(people).toHaveLength(rosterMaxLines);
  expect(problems.map((p) => p.reason)).toEqual(['too_many', 'too_many']);
});
