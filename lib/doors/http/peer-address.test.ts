import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { blockList } from '@/lib/core/cidr';
import { dropForwardingHeaders, isForwarded, peerAddressOf } from './peer-address';

const trusted = blockList(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);
const from = (socket: string, forwarded?: string, list = trusted) =>
  peerAddressOf(socket, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, list);

test.each<[string, string, string | undefined, string]>([
  ['nobody in between', '192.0.2.7', undefined, '192.0.2.7'],
  ['a forged header from a stranger changes nothing', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
  ['a trusted proxy is believed', '127.0.0.1', '192.0.2.7', '192.0.2.7'],
  ['what the client put before is not', '127.0.0.1', '198.51.100.1, 192.0.2.7', '192.0.2.7'],
  ['two proxies', '127.0.0.1', '198.51.100.1, 192.0.2.7, 10.1.2.3', '192.0.2.7'],
  ['a trusted proxy asks for itself', '10.1.2.3', undefined, '10.1.2.3'],
  ['only proxies', '127.0.0.1', '10.1.2.3', '10.1.2.3'],
  ['an address that is none', '127.0.0.1', '192.0.2.7, <script>', '127.0.0.1'],
  ['an empty entry', '127.0.0.1', '192.0.2.7, ', '127.0.0.1'],
  ['IPv6, with brackets and port', 'fd00::1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['IPv4 with a port', '127.0.0.1', '192.0.2.7:4711', '192.0.2.7'],
  ['an IPv4 address mapped into IPv6', '::ffff:127.0.0.1', '::ffff:192.0.2.7', '192.0.2.7'],
])('%s', (_, socket, forwarded, expected) => {
  expect(from(socket, forwarded)).toBe(expected);
});

test('without trusted proxies nobody is believed, this machine included', () => {
  expect(from('127.0.0.1', '192.0.2.7', blockList([]))).toBe('127.0.0.1');
});

test('a long list is walked and bounded by the size of a header', () => {
  expect(from('127.0.0.1', `192.0.2.7, ${'10.0.0.1, '.repeat(1000)}10.0.0.2`)).toBe('192.0.2.7');
});

test('only a trusted proxy forwards, and nothing behind the door reads its headers', () => {
  const headers: IncomingHttpHeaders = {
    host: 'a',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=1.2.3.4',
    'x-real-ip': '1.2.3.4',
  };
  expect(isForwarded('192.0.2.7', headers, trusted)).toBe(false);
  expect(isForwarded('127.0.0.1', headers, trusted)).toBe(true);
  expect(isForwarded('127.0.0.1', { host: 'a' }, trusted)).toBe(false);
  dropForwardingHeaders(headers);
  expect(headers).toEqual({ host: 'a' });
});
