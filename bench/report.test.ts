import { expect, test } from 'vitest';
import { measureInterleaved } from './interleave';
import { compare, hasPassed, jsonOf, type Measure, tableOf } from './report';

const around = (middle: number): number[] => Array.from({ length: 60 }, (_, i) => middle * (1 + ((i % 9) - 4) / 100));

function measureWith(goal: number, gatePass = true): Measure {
  const near = compare('near', { ours: around(2), peer: around(110) }, goal);
  const far = compare('far', { ours: around(2), peer: around(400) }, goal);
  const gate = { what: 'p99', valueMs: gatePass ? 5 : 50, limitMs: 16, pass: gatePass };
  return { name: 'docker-api', ours: 'ours', comparisons: [far, near], gate };
}

test('the line for scripts speaks of the strictest peer, and names all', () => {
  const line = JSON.parse(jsonOf(measureWith(1 / 50)));
  expect(line).toMatchObject({ name: 'docker-api', goal: 1 / 50, pass: true, n: 60 });
  expect(line.ratio).toBeCloseTo(2 / 110, 4);
  expect(line.peers.map((p: { peer: string }) => p.peer)).toEqual(['far', 'near']);
  expect(jsonOf(measureWith(1 / 50))).not.toContain('\n');
});

test('one peer that is missed, or the absolute limit, fails the whole measure', () => {
  expect(hasPassed(measureWith(1 / 50))).toBe(true);
  expect(hasPassed(measureWith(1 / 100))).toBe(false);
  expect(hasPassed(measureWith(1 / 50, false))).toBe(false);
});

test('a ratio on the right side with an interval that reaches over the goal does not pass', () => {
  const wide = compare('peer', { ours: [1, 1, 1, 9, 9], peer: [5, 5, 5, 5, 5] }, 1);
  expect(wide.ratio).toBeLessThan(1);
  expect(wide.pass).toBe(false);
});

test('the table shows both sides of every comparison and the verdict', () => {
  const table = tableOf(measureWith(1 / 100));
  expect(table.match(/FAIL/g)).toHaveLength(1);
  expect(table).toContain('95 % interval');
  expect(table).toContain('p99: 5.000 ms, limit 16 ms: pass');
});

test('blocks go ours, peer, peer, ours, and the warm-up is not counted', async () => {
  const order: string[] = [];
  const sides = await measureInterleaved(
    async () => void order.push('o'),
    async () => void order.push('p'),
    3,
    2,
  );
  expect(order.join('')).toBe('ooooo' + 'pppppppppp' + 'ooooo');
  expect([sides.ours.length, sides.peer.length]).toEqual([6, 6]);
});
