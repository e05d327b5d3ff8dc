import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRight, type TruthValue } from './answer-match';

test.each<[Parameters<typeof isRight>[0], string, TruthValue, boolean, (string | number)?]>([
  ['number', '64000', 64_000, true],
  ['number', '64,000', 64_000, true],
  ['number', ' 64 000 ', 64_000, true],
  ['number', '64MiB', 64, false],
  ['number', '', 0, false],
  ['number', '140', 100, true, '50%'],
  ['number', '151', 100, false, '50%'],
  ['number', '103', 100, true, 3],
  ['number', '104', 100, false, 3],
  ['digest', 'ABCDEF', `sha256:abcdef${'0'.repeat(58)}`, true],
  ['digest', 'sha256:abcdef0', `abcdef${'0'.repeat(58)}`, true],
  ['digest', 'abcde', `sha256:abcdef${'0'.repeat(58)}`, false],
  ['digest', 'bcdef0', `sha256:abcdef${'0'.repeat(58)}`, false],
  ['choice', 'b', 'b', true],
  ['choice', '3', 3, true],
  ['name', 'node0', ['node0', 'n0'], true],
  ['name', 'Node0', ['node0'], false],
  ['text', 'Docker.IO ', ['docker.io'], true],
  ['text', 'no', [], false],
])('%s: %j against %j is %s', (kind, value, truth, wanted, tolerance) => {
  expect(isRight(kind, value, truth, { tolerance })).toBe(wanted);
});

test('what `ls` shows is all of it, in any order', () => {
  expect(isRight('text', 'lib64 bin, lib/', ['bin', 'lib', 'lib64'], { all: true })).toBe(true);
  expect(isRight('text', 'bin lib', ['bin', 'lib', 'lib64'], { all: true })).toBe(false);
  expect(isRight('text', 'bin', [], { all: true })).toBe(false);
});

test('a number is right within its tolerance and not beyond', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 1e4 }),
      fc.integer({ min: 1, max: 1e4 }),
      (truth, room, off) => {
        expect(isRight('number', String(truth + off), truth, { tolerance: room })).toBe(off <= room);
      },
    ),
  );
});
