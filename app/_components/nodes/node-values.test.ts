import { expect, test } from 'vitest';
import { testNodeSchema } from '@/lib/shared/node-test';
import { createNodeSchema, type NodeDto, updateNodeSchema } from '@/lib/shared/nodes';
import { initialValues, keepsCredential, type NodeValues, toCreate, toTest, toUpdate } from './node-values';

const node = {
  id: 'n'.repeat(24),
  name: 'node0',
  host: '10.0.3.10',
  port: 22,
  loginUser: 'ubuntu',
  classId: null,
  staff: { credentialKind: 'private_key', jumpNodeId: null },
} as unknown as NodeDto;
const typed = (part: Partial<NodeValues>): NodeValues => ({ ...initialValues(), ...part });
const edited = (part: Partial<NodeValues>): NodeValues => ({ ...initialValues(node), ...part });
const secret = { kind: 'password', password: 's3cret', privateKey: '', passphrase: '' } as const;
/** The fields that are wrong. */
const wrong = (schema: typeof createNodeSchema | typeof updateNodeSchema, body: unknown) => [
  ...new Set(schema.safeParse(body).error?.issues.map((issue) => issue.path.join('.'))),
];

test('a new node is what was typed, without what was left empty', () => {
  const body = toCreate(typed({ name: 'node1', host: ' 10.0.3.11 ', port: '2222', credential: secret }));
  expect(wrong(createNodeSchema, body)).toEqual([]);
  expect(createNodeSchema.parse(body)).toEqual({
    name: 'node1',
    host: '10.0.3.11',
    port: 2222,
    loginUser: 'ubuntu',
    credential: { kind: 'password', password: 's3cret' },
  });
});

test('what is missing or no number is refused by the schema at its field', () => {
  expect(wrong(createNodeSchema, toCreate(typed({ port: '' })))).toEqual(['name', 'host', 'port', 'credential.password']);
  const blank = { ...secret, kind: 'private_key', privateKey: ' \n ' } as const;
  expect(wrong(createNodeSchema, toCreate(typed({ name: 'n', host: 'h', credential: blank })))).toEqual([
    'credential.privateKey',
  ]);
});

test('a change is what differs from the node; another address or login user needs the credential again', () => {
  expect(toUpdate(edited({}), node)).toEqual({});
  expect(toUpdate(edited({ name: 'node9', port: '22' }), node)).toEqual({ name: 'node9' });
  for (const part of [{ host: '10.0.3.99' }, { port: 23 }, { loginUser: 'root' }]) {
    expect(keepsCredential(edited(part), node)).toBe(false);
    expect(wrong(updateNodeSchema, toUpdate(edited(part), node))).toEqual(['credential.privateKey']);
  }
  expect(toUpdate(edited({ keepCredential: false, credential: secret }), node)).toEqual({
    credential: { kind: 'password', password: 's3cret' },
  });
});

test('a connection is tried without a name, and with the stored credential where it is kept', () => {
  expect(testNodeSchema.safeParse(toTest(typed({ host: 'h', credential: secret }), undefined)).success).toBe(true);
  expect(testNodeSchema.safeParse(toTest(typed({ host: 'h' }), undefined)).success).toBe(false);
  expect(toTest(edited({}), node)).toMatchObject({ node: node.id, credential: undefined });
});
