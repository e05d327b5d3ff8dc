import { expect, test } from 'vitest';
import { seeded } from '@/lib/testing/seeded';
import { createOutputRing } from './output-ring';

test('at any attach point the ring gives exactly the bytes that came after it, or the oldest it still has', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const maxBytes = 1 + Math.floor(random() * 20_000);
    const ring = createOutputRing(maxBytes);
    let all = Buffer.alloc(0);
    for (let step = 0; step < 40; step++) {
      const chunk = Buffer.from(
        Array.from({ length: Math.floor(random() * random() * 6_000) }, () => Math.floor(random() * 256)),
      );
      ring.write(chunk);
      all = Buffer.concat([all, chunk]);
      const afterSeq = Math.floor(random() * (all.length + 1));
      const { startSeq, data } = ring.after(afterSeq);
      expect(ring.lastSeq, `seed ${seed}`).toBe(all.length);
      expect(startSeq, `seed ${seed}`).toBe(Math.max(afterSeq, all.length - maxBytes, 0));
      expect(data.equals(all.subarray(startSeq)), `seed ${seed} step ${step} after ${afterSeq}`).toBe(true);
    }
  }
});

test('a number from the future gives nothing, and a chunk larger than the ring leaves its end', () => {
  const ring = createOutputRing(10);
  ring.write(Buffer.from('abc'));
  expect(ring.after(99)).toEqual({ startSeq: 3, data: Buffer.alloc(0) });
  ring.write(Buffer.from('0123456789ABCDEF'));
  expect(ring.after(0)).toEqual({ startSeq: 9, data: Buffer.from('6789ABCDEF') });
  expect(ring.startSeq).toBe(9);
});

test('what the ring gave is a copy: later output does not change it', () => {
  const ring = createOutputRing(4);
  ring.write(Buffer.from('abcd'));
  const { data } = ring.after(0);
  ring.write(Buffer.from('wxyz'));
  expect(data.toString()).toBe('abcd');
});
