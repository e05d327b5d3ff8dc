import { expect, test } from 'vitest';
import { type DaemonJson, type DaemonJsonInput, mergeDaemonJson, parseDaemonJson } from './daemon-json';

const nothing: DaemonJsonInput = { id: 'docker.daemon-json', mirrors: [], insecureRegistries: [], overlay2: false };
const mirror = 'http://10.0.3.1:5000';
const logs = { maxSizeMb: 10, maxFiles: 3 };

test.each<[string, DaemonJson, Partial<DaemonJsonInput>, DaemonJson, 'none' | 'signal' | 'restart']>([
  ['nothing wanted', { debug: true }, {}, { debug: true }, 'none'],
  ['a mirror into nothing', {}, { mirrors: [mirror] }, { 'registry-mirrors': [mirror] }, 'signal'],
  [
    'a mirror beside another, and an option the panel does not know',
    { 'registry-mirrors': ['https://a.example'], bip: '10.1.0.1/24' },
    { mirrors: [mirror] },
    { 'registry-mirrors': ['https://a.example', mirror], bip: '10.1.0.1/24' },
    'signal',
  ],
  [
    'a mirror that is there, with a slash',
    { 'registry-mirrors': [`${mirror}/`] },
    { mirrors: [mirror] },
    { 'registry-mirrors': [`${mirror}/`] },
    'none',
  ],
  ['the same mirror twice', {}, { mirrors: [mirror, mirror] }, { 'registry-mirrors': [mirror] }, 'signal'],
  ['an insecure network', {}, { insecureRegistries: ['10.0.0.0/8'] }, { 'insecure-registries': ['10.0.0.0/8'] }, 'signal'],
  ['limits of logs', {}, { logs }, { 'log-opts': { 'max-size': '10m', 'max-file': '3' }, 'log-driver': 'json-file' }, 'restart'],
  [
    'limits of logs beside other options of theirs',
    { 'log-driver': 'local', 'log-opts': { compress: 'true', 'max-size': '1g' } },
    { logs },
    { 'log-driver': 'local', 'log-opts': { compress: 'true', 'max-size': '10m', 'max-file': '3' } },
    'restart',
  ],
  ['limits where the logs go elsewhere', { 'log-driver': 'journald' }, { logs }, { 'log-driver': 'journald' }, 'none'],
  ['overlay2', {}, { overlay2: true }, { 'storage-driver': 'overlay2' }, 'restart'],
  [
    'overlay2 where the containerd store is switched on',
    { features: { 'containerd-snapshotter': true, buildkit: true } },
    { overlay2: true },
    { 'storage-driver': 'overlay2', features: { 'containerd-snapshotter': false, buildkit: true } },
    'restart',
  ],
  ['overlay2 that is there', { 'storage-driver': 'overlay2' }, { overlay2: true }, { 'storage-driver': 'overlay2' }, 'none'],
])('%s', (_what, existing, wanted, merged, reload) => {
  const before = structuredClone(existing);
  const found = mergeDaemonJson(existing, { ...nothing, ...wanted });
  expect(found.merged).toEqual(merged);
  expect(found.reload).toBe(reload);
  expect(found.changes.length === 0).toBe(reload === 'none');
  // What was read stays as it was read, and what was merged has nothing left to merge.
  expect(existing).toEqual(before);
  expect(mergeDaemonJson(found.merged, { ...nothing, ...wanted }).changes).toEqual([]);
});

test.each([
  ['no JSON', '{"a": 1,}'],
  ['a comment', '// mirrors\n{}'],
  ['a list', '[]'],
  ['a word', '"x"'],
  ['null', 'null'],
])('%s is refused', (_what, text) => {
  expect(() => parseDaemonJson(text)).toThrow(expect.objectContaining({ code: 'daemon_json_invalid' }));
});

test('a missing or empty file is nothing yet', () => {
  expect(parseDaemonJson('')).toEqual({});
  expect(parseDaemonJson(' \n')).toEqual({});
});

test.each([{ 'registry-mirrors': mirror }, { 'registry-mirrors': [1] }])(
  'a list that is none is somebody’s mistake, and not written over: %j',
  (existing) => {
    expect(() => mergeDaemonJson(existing, { ...nothing, mirrors: [mirror] })).toThrow(
      expect.objectContaining({ code: 'daemon_json_invalid' }),
    );
  },
);
