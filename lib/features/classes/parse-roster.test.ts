import { expect, test } from 'vitest';
import { rosterMaxLines } from '@/lib/shared/roster';
import { parseRoster } from './parse-roster';

const one = (text: string) => {
  const { people, problems } = parseRoster(text);
  const [found] = people;
  return found ? [found.name, found.email, found.studentNumber].filter(Boolean).join(' ') : problems[0]?.reason;
};

test.each([
  ['성이름, given@school.example', '성이름 given@school.example'],
  ['GiVen@School.Example', 'given given@school.example'],
  ['Family Given <given@school.example>', 'Family Given given@school.example'],
  ['"Family, Given" <given@school.example>', 'Family, Given given@school.example'],
  ['"Kim, Min-su",kim@school.example', 'Kim, Min-su kim@school.example'],
  ['"Min-su ""MS"" Kim",kim@school.example', 'Min-su "MS" Kim kim@school.example'],
  ['김민수\t20260101\tkim@school.example', '김민수 kim@school.example 20260101'],
  ['이름\t학번\t이메일\n김민수\tA-101\tkim@school.example', '김민수 kim@school.example A-101'],
  ['E-mail;Student ID;Name\nkim@school.example;7;Kim', 'Kim kim@school.example 7'],
  ['sep=;\n성;Given name;Mail\nKim;Min-su;kim@school.example', 'Min-su Kim kim@school.example'],
  ['번호,이름,학번,이메일\n1,김민수,20260101,kim@school.example', '김민수 kim@school.example 20260101'],
  ['given@school.example\tFamily Given', 'Family Given given@school.example'],
  ['20231234;성이름;given@school.example', '성이름 given@school.example 20231234'],
  ['Family Given given@school.example', 'Family Given given@school.example'],
  ['"Family","given@school.example"', 'Family given@school.example'],
])('%j is one student', (text, expected) => expect(one(text)).toBe(expected));

test.each([
  ['Family Given', 'no_email'],
  ['name, e-mail\nKim,', 'no_email'],
  ['학번,이메일\n<b>,kim@school.example', 'number_invalid'],
  ['"Kim,kim@school.example', 'quote'],
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

test('a header is no line, and a bad line is shown with its cells apart', () => {
  const { people, problems } = parseRoster('이름\t학번\t이메일\n김민수\t20260101\t없음');
  expect(people).toEqual([]);
  expect(problems).toEqual([{ line: 2, text: '김민수 | 20260101 | 없음', reason: 'email_invalid' }]);
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
