import { expect, test } from 'vitest';
import { render, textOf } from '@/app/_testing/render';
import type { BoardReason } from '@/lib/shared/board';
import { ReasonGroups } from './reason-groups';

const group = (reason: string, ...users: string[]): BoardReason => ({
  lesson: 'l',
  step: 's',
  reason,
  says: `Wanted ${reason}.`,
  users,
  found: [],
});
const names = new Map([
  ['a', 'Ara'],
  ['b', 'Bora'],
]);
const show = (groups: BoardReason[], of: typeof names | null = names) =>
  textOf(render(<ReasonGroups groups={groups} numbers={new Map([['l/s', '5.3']])} names={of} onAnnounce={() => {}} />));

test('a problem is one that two or more share', () => {
  const text = show([group('loader', 'a', 'b'), group('author', 'a')]);
  expect(text).toContain('2 students at 5.3: Wanted loader. Ara, Bora');
  expect(text).not.toContain('author');
  expect(show([group('author', 'a')])).toContain('No problem that two or more students share.');
});

test('what was found is told apart where it differs', () => {
  const found = [
    { value: 'kim', users: 2 },
    { value: 'lee', users: 1 },
  ];
  expect(show([{ ...group('author', 'a', 'b', 'c'), found }])).toContain('Found: kim (2), lee (1).');
  expect(show([group('author', 'a', 'b')])).not.toContain('Found');
});

test('on a projector nobody is named', () => {
  expect(show([group('loader', 'a', 'b')], null)).not.toContain('Ara');
});
