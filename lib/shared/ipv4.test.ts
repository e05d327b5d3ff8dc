import { expect, test } from 'vitest';
import { ipv4Of, subnetOf } from './ipv4';

test.each([
  ['0.0.0.0', 0],
  ['10.0.0.1', 167_772_161],
  ['255.255.255.255', 2 ** 32 - 1],
  ['256.0.0.1', null],
  ['010.0.0.1', null],
  ['1.2.3', null],
  ['1.2.3.4.5', null],
  ['::1', null],
  ['', null],
])('the address %j is %j', (text, address) => {
  expect(ipv4Of(text)).toBe(address);
});

test.each([
  ['10.0.0.0/8', { first: 167_772_160, last: 184_549_375, prefix: 8 }],
  ['192.168.7.0/30', { first: 3_232_237_312, last: 3_232_237_315, prefix: 30 }],
  ['192.168.7.1/24', null],
  ['10.0.0.0/33', null],
  ['10.0.0.0', null],
  ['10.0.0.0/', null],
  ['10.0.0.0/8/8', null],
  ['10.0.0.0/ 8', null],
  ['fd00::/64', null],
])('the network %j is %j', (cidr, subnet) => {
  expect(subnetOf(cidr)).toEqual(subnet);
});
