import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetachKeys } from './detach-keys';

test('Ctrl-P Ctrl-Q is seen in whichever pieces it comes', () => {
  const bytes = fc.uint8Array({ maxLength: 6 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 0, max: 14 }), (before, after, cut) => {
      const all = Uint8Array.from([...before, 0x10, 0x11, ...after]);
      const sees = createDetachKeys();
      expect([all.subarray(0, cut), all.subarray(cut)].map(sees)).toContain(true);
    }),
  );
});

test('one key, or another between them, is no chord', () => {
  for (const keys of [[0x10], [0x11, 0x10], [0x10, 0x61, 0x11], [0x5e, 0x50, 0x5e, 0x51]]) {
    const sees = createDetachKeys();
    expect(keys.map((key) => sees(Uint8Array.of(key)))).not.toContain(true);
  }
});
