import { expect, test } from 'vitest';
import { parseWrites, stampOf } from './sample-writes';

test('sizes and newest names of each container are read, in the order they were asked for', () => {
  const text = ['L\tb\ta\t', 'W\t2\t16\t1', 'N\tf\t13\thello.txt', 'N\tc\t0\tetc/motd', '-', 'W\t20000\t5000000\t0', ''].join(
    '\n',
  );
  const { byContainer, stamp } = parseWrites(text, ['one', 'gone', 'two']);
  expect(stamp).toBe(stampOf(['a', 'b']));
  expect([...byContainer]).toEqual([
    [
      'one',
      {
        sizeBytes: 16,
        files: 2,
        isWhole: true,
        newest: [
          { name: 'hello.txt', sizeBytes: 13, isRemoval: false },
          { name: 'etc/motd', sizeBytes: 0, isRemoval: true },
        ],
      },
    ],
    ['two', { sizeBytes: 5_000_000, files: 20_000, isWhole: false, newest: [] }],
  ]);
});

test('what does not fit is left out', () => {
  expect(parseWrites('nonsense\nW\tx\ty\t1\nN\tf\t1\tname\n', ['one'])).toEqual({ byContainer: new Map(), stamp: null });
  expect(parseWrites('W\t1\t1\t1\nW\t2\t2\t1\n', ['one']).byContainer.size).toBe(1);
});
