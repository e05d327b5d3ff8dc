import { expect, test } from 'vitest';
import { holds, partsWith } from './inspect-tree';

const inspected = { State: { Pid: 42, Status: 'running' }, Args: ['sleep', '600'], Path: 'sleep', Mounts: null };

test('a text is found in keys and values, at any depth and in either case', () => {
  expect(partsWith(inspected, 'SLEEP').map(([key]) => key)).toEqual(['Args', 'Path']);
  expect(partsWith(inspected, 'status').map(([key]) => key)).toEqual(['State']);
  expect(partsWith(inspected, '42').map(([key]) => key)).toEqual(['State']);
  expect(partsWith(inspected, '').length).toBe(4);
});

test('the number of an item in a list is no name of it', () => {
  expect(holds('Args', ['sleep'], '0')).toBe(false);
  expect(partsWith(['sleep', '600'], '6')).toEqual([['1', '600']]);
});
