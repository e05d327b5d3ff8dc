import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createNodeChanges, tellEveryMs } from './node-changes';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Writes down what is told, and when. */
function told() {
  const start = Date.now();
  const lines: string[] = [];
  const changes = createNodeChanges((nodeId, topics) => void lines.push(`${Date.now() - start} ${nodeId} ${topics.join('+')}`));
  return { changes, lines };
}

test('a container that ends is told as soon as it is known, though its network was left a moment before', () => {
  const { changes, lines } = told();
  changes.push('n', ['networks']);
  vi.advanceTimersByTime(8);
  changes.push('n', ['containers']);
  vi.advanceTimersByTime(0);
  expect(lines.splice(0)).toEqual(['8 n containers+networks']);
  vi.advanceTimersByTime(1_000);
  expect(lines).toEqual([]);
});

test('what changes in a network alone is told after a pause, of each node by itself', () => {
  const { changes, lines } = told();
  changes.push('n', ['networks']);
  changes.push('m', ['containers']);
  changes.push('n', ['networks']);
  vi.advanceTimersByTime(tellEveryMs);
  expect(lines).toEqual(['0 m containers', `${tellEveryMs} n networks`]);
});

test('many changes of a node are told ten times a second', () => {
  const { changes, lines } = told();
  for (let n = 0; n < 100; n++) {
    changes.push('n', n % 2 === 0 ? ['containers'] : ['images']);
    vi.advanceTimersByTime(10);
  }
  expect(lines).toHaveLength(11);
  expect(lines[1]).toBe('100 n images+containers');
});

test('what was not told at the end is known', () => {
  const { changes, lines } = told();
  changes.push('n', ['state']);
  changes.push('m', ['networks']);
  expect(changes.stop()).toEqual(
    new Map([
      ['n', ['state']],
      ['m', ['networks']],
    ]),
  );
  vi.advanceTimersByTime(1_000);
  expect(lines).toEqual([]);
});
