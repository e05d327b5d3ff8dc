import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputRing } from './output-ring';

/** How many bytes are written, and where somebody attaches then, as a share of what was written so far. */
const writes = fc.array(
  fc.record({ bytes: fc.oneof(fc.nat(30), fc.nat(6_000)), attachAt: fc.nat(1_000).map((thousandths) => thousandths / 1_000) }),
  { maxLength: 30 },
);

test('at any attach point the ring gives exactly the bytes that came after it, or the oldest it still has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), writes, fc.option(fc.nat(5_000)), (maxBytes, steps, most) => {
      const ring = createOutputRing(maxBytes);
      let all = Buffer.alloc(0);
      for (const { bytes, attachAt } of steps) {
        // Each byte says which one it is, as far as a byte can.
        const chunk = Buffer.from(Array.from({ length: bytes }, (_, i) => ((all.length + i) * 31) >> 3));
        ring.write(chunk);
        all = Buffer.concat([all, chunk]);
        const afterSeq = Math.floor(attachAt * all.length);
        const { startSeq, data } = most === null ? ring.after(afterSeq) : ring.after(afterSeq, most);
        expect(ring.lastSeq).toBe(all.length);
        expect(startSeq).toBe(Math.max(afterSeq, all.length - maxBytes, 0));
        expect(data.equals(all.subarray(startSeq, most === null ? undefined : startSeq + most))).toBe(true);
      }
    }),
  );
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
