import { expect, test } from 'vitest';
import { readEnv } from './env';

test('with nothing set the panel listens on loopback and answers to its loopback names', () => {
  const env = readEnv({});
  expect(env).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    origin: 'http://localhost:3000',
    mode: 'production',
    databaseUrl: 'file:.berth/berth.db',
  });
  expect(env.origins).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']);
});

test('with an address of its own it answers to that alone', () => {
  expect(readEnv({ BERTH_URL: 'https://berth.example.org/', BERTH_HOST: '0.0.0.0' }).origins).toEqual([
    'https://berth.example.org',
  ]);
});

test('an empty variable counts as not set', () => {
  expect(readEnv({ BERTH_PORT: '', DATABASE_URL: '' }).port).toBe(3000);
});

test.each([
  ['BERTH_PORT', 'eighty'],
  ['BERTH_PORT', '70000'],
  ['BERTH_URL', 'ftp://berth.example.org'],
  ['AUTH_SECRET', 'short'],
  ['BERTH_LOG_LEVEL', 'loud'],
  ['BERTH_NODE_NETWORKS', '10.0.0.0/8, lab'],
])('a wrong %s (%s) is named', (name, value) => {
  expect(() => readEnv({ [name]: value })).toThrow(name);
});

test('the networks of the nodes are a list, and none unless told', () => {
  expect(readEnv({}).nodeNetworks).toBeNull();
  expect(readEnv({ BERTH_NODE_NETWORKS: '127.0.0.0/8, 198.18.0.0/15' }).nodeNetworks).toEqual(['127.0.0.0/8', '198.18.0.0/15']);
});
