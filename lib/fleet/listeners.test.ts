import { expect, test } from 'vitest';
import { listensOnLoopback } from './listeners';

/** Lines as the kernel of a lab node prints them. */
const line = (local: string) =>
  `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 51 1 0 100 0 0 10 0`;

test.each([
  ['the IPv4 loopback', '0100007F:1388', true],
  ['every IPv4 address', '00000000:1388', true],
  ['every address', '00000000000000000000000000000000:1388', true],
  ['the IPv6 loopback', '00000000000000000000000001000000:1388', true],
  ['the mapped IPv4 loopback', '0000000000000000FFFF00000100007F:1388', true],
  ['a processor of the other byte order', '7F000001:1388', true],
  ['the address of the node', '0A0AC612:1388', false],
  ['another port', '0100007F:1389', false],
])('%s', (_, local, expected) => {
  expect(listensOnLoopback(`${line('0100007F:0016')}\n${line(local)}\n`, 5000)).toBe(expected);
});

test('nothing at all', () => {
  expect(listensOnLoopback('', 5000)).toBe(false);
});
