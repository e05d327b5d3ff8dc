import { expect, test } from 'vitest';
import { addressToGoOn } from './course-address';

const lesson = (id: string, ...states: string[]) => ({ id, steps: states.map((state) => ({ state })) });

test('a student goes on at the step they stopped at, and reads a lesson that is not begun from its top', () => {
  const lessons = [lesson('00-lab', 'passed'), lesson('01-root', 'passed', 'failed'), lesson('02-docker', 'untouched')];
  expect(addressToGoOn('c', { lesson: '01-root', step: 'slash' }, lessons)).toBe('/classes/c/course/01-root#step-slash');
  expect(addressToGoOn('c', { lesson: '02-docker', step: 'daemon' }, lessons)).toBe('/classes/c/course/02-docker');
});
