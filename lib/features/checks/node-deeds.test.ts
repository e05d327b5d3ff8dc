import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Deed } from './kind';
import { deedsKept, NodeDeeds } from './node-deeds';

const deed = (atMs: number, action = 'start'): Deed => ({
  ...{ kind: 'container', action, id: `c${atMs}`, name: 'web', image: null, exitCode: null, atMs },
});

test('what was filled in from the lesson on is known, and nothing is asked again', () => {
  const node = new NodeDeeds();
  expect(node.covers(10)).toBe(false);
  expect(node.fill({ fromMs: 10, deeds: [deed(12)], isWhole: true, daemon: 'a' })).toEqual([deed(12)]);
  expect(node.covers(10)).toBe(true);
  expect(node.covers(9)).toBe(false);
  expect(node.since(10)).toEqual({ deeds: [deed(12)], hasGap: false });
});

test('a broken stream is filled in from the last that was heard', () => {
  const node = new NodeDeeds();
  node.streamOpened();
  expect(node.brokenSinceMs).toBeNull();
  node.fill({ fromMs: 10, deeds: [], isWhole: true, daemon: 'a' });
  node.take(deed(20));
  node.streamOpened();
  expect(node.covers(10)).toBe(false);
  expect(node.askSince(10)).toBe(20);
  // Told by both: once in the log.
  expect(node.fill({ fromMs: 10, deeds: [deed(20), deed(25)], isWhole: true, daemon: 'a' })).toEqual([deed(25)]);
  expect(node.covers(10)).toBe(true);
  expect(node.since(10)).toEqual({ deeds: [deed(20), deed(25)], hasGap: false });
});

test('what the daemon has forgotten is a gap for whoever began before it, and for nobody else', () => {
  const node = new NodeDeeds();
  node.fill({ fromMs: 10, deeds: [], isWhole: true, daemon: 'a' });
  node.take(deed(20));
  node.streamOpened();
  node.fill({ fromMs: 10, deeds: [deed(40), deed(41)], isWhole: false, daemon: 'a' });
  expect(node.since(10)).toEqual({ deeds: [deed(20), deed(40), deed(41)], hasGap: true });
  expect(node.since(40).hasGap).toBe(false);
  // It is not asked again for what is lost for good.
  expect(node.covers(10)).toBe(true);
});

test('a daemon that began anew remembers nothing: a gap up to then', () => {
  const node = new NodeDeeds();
  node.fill({ fromMs: 10, deeds: [deed(20)], isWhole: true, daemon: 'a' });
  node.streamOpened();
  node.fill({ fromMs: 10, deeds: [], isWhole: false, daemon: 'b' });
  expect(node.since(10).hasGap).toBe(true);
  expect(node.since(21).hasGap).toBe(false);
});

test('the log is bounded, and what it drops is told as a gap', () => {
  const node = new NodeDeeds();
  node.fill({ fromMs: 0, deeds: [], isWhole: true, daemon: 'a' });
  for (let at = 1; at <= deedsKept + 5; at++) node.take(deed(at));
  expect(node.since(0)).toMatchObject({ hasGap: true, deeds: { length: deedsKept } });
  expect(node.since(6)).toMatchObject({ hasGap: false, deeds: { length: deedsKept } });
});

test('in whatever order they come they stand by the clock of the node, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }), (times) => {
      const node = new NodeDeeds();
      for (const at of times) node.take(deed(at));
      expect(node.since(0).deeds.map(({ atMs }) => atMs)).toEqual([...new Set(times)].sort((a, b) => a - b));
    }),
  );
});
