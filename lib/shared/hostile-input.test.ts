import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { readImport } from '@/lib/features/node-import/read-import';
import { createClassSchema } from './accounts';
import { updateClassSchema } from './class-life';
import { nodeNameSchema, nodeRefSchema } from './common';
import { containerNameSchema, containerRefSchema } from './containers';
import { imageRefSchema } from './images';
import { createNodeSchema, hostSchema, loginUserSchema, updateNodeSchema } from './nodes';
import { testNodeSchema } from './node-test';
import { stepInputSchema } from './operations';

/** What has broken panels and shells before: an option, a command, a line, a string's end, text that reads backwards. */
const hostile = [
  '-oProxyCommand=touch$IFS/tmp/berth-canary',
  '-oProxyCommand=touch /tmp/berth-canary',
  '--help',
  '-',
  '$(touch /tmp/berth-canary)',
  '`touch /tmp/berth-canary`',
  'a;touch /tmp/berth-canary',
  'a|touch /tmp/berth-canary',
  'a&&touch /tmp/berth-canary',
  'a>b',
  "a'b",
  'a"b',
  'a\\b',
  'a b',
  'a\tb',
  'a\nb',
  'a\r\nb',
  'a\0b',
  'a\u202eb',
  'a\u200bb',
  'a\u2028b',
  '\u0430dmin',
  'a\x1b[2Jb',
  '../../etc/passwd',
  'a/../b',
  '%h%n',
  '*',
  '{a,b}',
  '',
  ' ',
];

const credential = { kind: 'password', password: 'x' } as const;
const node = { name: 'node0', host: '10.0.0.1', loginUser: 'ubuntu', credential };
/** Every schema and field that takes a name, a host, a user or a reference, with how it is put in. */
const takers: Record<string, [z.ZodType, (text: string) => unknown]> = {
  'a host': [hostSchema, (text) => text],
  'a login user': [loginUserSchema, (text) => text],
  'a node name': [nodeNameSchema, (text) => text],
  'a node reference': [nodeRefSchema, (text) => text],
  'a container name': [containerNameSchema, (text) => text],
  'a container reference': [containerRefSchema, (text) => text],
  'an image reference': [imageRefSchema, (text) => text],
  'a new node by its name': [createNodeSchema, (name) => ({ ...node, name })],
  'a new node by its host': [createNodeSchema, (host) => ({ ...node, host })],
  'a new node by its user': [createNodeSchema, (loginUser) => ({ ...node, loginUser })],
  'a new node by its jump host': [createNodeSchema, (jumpNodeId) => ({ ...node, jumpNodeId })],
  'a changed node by its name': [updateNodeSchema, (name) => ({ name })],
  'a changed node by its host': [updateNodeSchema, (host) => ({ host })],
  'a changed node by its user': [updateNodeSchema, (loginUser) => ({ loginUser })],
  'a tested node by its host': [testNodeSchema, (host) => ({ ...node, host })],
  'a tested node by its user': [testNodeSchema, (loginUser) => ({ ...node, loginUser })],
  'a tested node by its reference': [testNodeSchema, (ref) => ({ ...node, node: ref })],
  'a host name to set': [stepInputSchema, (hostname) => ({ id: 'hostname', hostname })],
  'a login user to make': [stepInputSchema, (user) => ({ id: 'users.login', user, passwords: { kind: 'generated' } })],
  'an image to pull': [stepInputSchema, (image) => ({ id: 'images.pull', images: [image] })],
};

describe.each(Object.entries(takers))('%s', (_, [schema, put]) => {
  test.each(hostile)('is never %j', (text) => {
    // Around a host spaces are taken off, as people paste them; what is inside stays wrong.
    expect(schema.safeParse(put(text)).success).toBe(false);
  });
});

test('a good one of each is taken, so that the table is about what is wrong', () => {
  const good: Record<string, string> = { 'a new node by its jump host': 'a'.repeat(24) };
  for (const [what, [schema, put]] of Object.entries(takers))
    expect(schema.safeParse(put(good[what] ?? 'node0')).success, what).toBe(true);
});

test('no line of an import brings one in: as host, as user or as name', () => {
  for (const text of hostile.filter((t) => !/[\n\r]/.test(t) && t.trim() !== '')) {
    const quoted = `"${text.replaceAll('"', '""')}"`;
    for (const csv of [
      `name,host\nnode0,${quoted}`,
      `name,host\n${quoted},10.0.0.1`,
      `name,host,user\nnode0,10.0.0.1,${quoted}`,
    ]) {
      for (const line of readImport(csv, 'csv').lines)
        expect(line.problems.length, `${JSON.stringify(csv)} was taken: ${JSON.stringify(line)}`).toBeGreaterThan(0);
    }
  }
});

test('no node and no class is named like an id: each is called by either', () => {
  const id = 'abcdefghijkl0123456789ab';
  expect(nodeNameSchema.safeParse(id).success).toBe(false);
  expect(createClassSchema.safeParse({ name: id }).success).toBe(false);
  expect(updateClassSchema.safeParse({ name: id }).success).toBe(false);
  for (const name of [id.slice(1), `${id}c`, `${id.slice(0, 23)}-c`])
    expect(nodeNameSchema.safeParse(name).success, name).toBe(true);
  expect(createClassSchema.safeParse({ name: `${id.slice(0, 12)} ${id.slice(0, 11)}` }).success).toBe(true);
});

test('an IPv6 address in brackets is the address', () => {
  expect(hostSchema.parse(' [fd12::11] ')).toBe('fd12::11');
  for (const host of ['[fd12::11', 'fd12::11]', '[10.0.0.1.]x', '[]', '[[fd12::11]]', '[node0]'])
    expect(hostSchema.safeParse(host).success, host).toBe(false);
});

test.each(['first.last', 'First.Last', '_svc', 'a-b_c', 'User1'])(
  'the login name %s, as useradd makes and sshd takes it, is one',
  (name) => {
    expect(loginUserSchema.safeParse(name).success).toBe(true);
  },
);
