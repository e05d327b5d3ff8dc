import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { environmentNames, readEnv, warningsOf } from './env';

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

test('the proxies in front are a list, and none unless told', () => {
  expect(readEnv({}).trustedProxies).toEqual([]);
  expect(readEnv({ BERTH_TRUSTED_PROXIES: '127.0.0.1, fd00::/8' }).trustedProxies).toEqual(['127.0.0.1', 'fd00::/8']);
  expect(() => readEnv({ BERTH_TRUSTED_PROXIES: 'nginx' })).toThrow('BERTH_TRUSTED_PROXIES: "nginx" is no network');
});

test.each([
  ['BERTH_ORIGIN', 'Did you mean BERTH_URL?'],
  ['BERTH_PROT', 'Did you mean BERTH_PORT?'],
  ['BERTH_TRUSTED_PROXY', 'Did you mean BERTH_TRUSTED_PROXIES?'],
  ['BERTH_SOMETHING_ELSE', 'There are: BERTH_HOST, BERTH_PORT'],
])('%s, which nobody reads, is refused: %s', (name, suggestion) => {
  expect(() => readEnv({ [name]: 'x' })).toThrow(suggestion);
});

/** What the lab (lab/README.md) and the browser tests read. */
const ofOthers = {
  BERTH_LAB_CACHE: '/srv/lab',
  BERTH_LAB_MIRROR: 'http://mirror.example',
  BERTH_CHROMIUM: '/usr/bin/chromium',
  BERTH_TRACE: '1',
  BERTH_PICTURES: '1',
  BERTH_TEST_SEED: '1',
  BERTH_TEST_OPERATIONS: '300',
  BERTH_TEST_KINDS: 'trixie/overlay2',
  BERTH_TEST_NODES: '10',
  BERTH_TEST_POINTS: '5',
};

test('what the lab and the browser tests read is left to them, and other prefixes are not ours', () => {
  expect(readEnv({ ...ofOthers, BERTHA: 'x' }).port).toBe(3000);
});

test.each(['postgresql://localhost/berth', 'mysql:', 'berth.db', 'file:'])('DATABASE_URL %s: only SQLite', (url) => {
  expect(() => readEnv({ DATABASE_URL: url })).toThrow('DATABASE_URL: only SQLite is supported: file:<path>');
});

test.each([
  ['::', 'http://localhost:3000'],
  ['0.0.0.0', 'http://localhost:3000'],
  ['fd12::5', 'http://[fd12::5]:3000'],
  ['192.0.2.5', 'http://192.0.2.5:3000'],
])('without BERTH_URL a panel that listens on %s answers to %s', (host, origin) => {
  expect(readEnv({ BERTH_HOST: host }).origin).toBe(origin);
  expect(() => warningsOf(readEnv({ BERTH_HOST: host }))).not.toThrow();
});

test('an operator is told of what is allowed and rarely meant', () => {
  const told = (source: Record<string, string>) => warningsOf(readEnv(source));
  expect(told({})).toEqual([]);
  expect(told({ BERTH_HOST: '0.0.0.0', BERTH_URL: 'https://berth.example' })).toEqual([]);
  expect(told({ BERTH_HOST: '0.0.0.0' })).toEqual([expect.stringContaining('Set BERTH_URL')]);
  expect(told({ BERTH_HOST: '192.0.2.5' })).toEqual([expect.stringContaining('plain HTTP')]);
  expect(told({ BERTH_URL: 'http://berth.example' })).toEqual([expect.stringContaining('TLS proxy')]);
});

test('every variable that a text, a document or a script names is one that is read', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const texts = [
    'README.md',
    'CONTRIBUTING.md',
    'docs',
    'lab/README.md',
    'lib/shared/messages',
    'scripts',
    'lib/doors/http',
  ].flatMap((entry) => filesOf(path.join(root, entry)));
  const known = new Set([...environmentNames, ...Object.keys(ofOthers)]);
  let named = 0;
  for (const file of texts.filter((name) => !/\.test\.tsx?$/.test(name))) {
    for (const [name] of readFileSync(file, 'utf8').matchAll(/\bBERTH_[A-Z][A-Z_]*[A-Z]\b/g)) {
      expect(known, `${file} names ${name}`).toContain(name);
      named += 1;
    }
  }
  expect(named).toBeGreaterThan(20);
  const operations = readFileSync(path.join(root, 'docs/operations.md'), 'utf8');
  for (const name of environmentNames.filter((known) => known !== 'NODE_ENV')) expect(operations).toContain(`\`${name}\``);
});

function filesOf(entry: string): string[] {
  if (!statSync(entry).isDirectory()) return [entry];
  return readdirSync(entry).flatMap((name) => filesOf(path.join(entry, name)));
}
