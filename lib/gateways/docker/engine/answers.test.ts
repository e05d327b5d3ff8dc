import { expect, test } from 'vitest';
import { documentOf, type FakeContainer } from '@/lab/farm/engine-documents';
import { isNewerThanTried } from '@/lib/shared/tried-api';
import { chooseApiVersion } from './api-version';
import { presentContainers, presentDetail } from './present-containers';
import { presentImages } from './present-images';
import { presentEvent, presentFacts } from './present-system';

const malformed = expect.objectContaining({ code: 'docker_answer_malformed' });
const good = {
  ...{ Id: 'a'.repeat(64), Names: ['/web'], Image: 'alpine', ImageID: 'sha256:1' },
  ...{ State: 'running', Status: 'Up 3 minutes (unhealthy)', StartedAt: '2026-01-01T00:00:00.5Z' },
} satisfies FakeContainer;

const wrong = [null, 5, 'text', true, {}, { message: 'x' }, [null], [5], ['x'], [[]], [{}], [{ Id: 5 }], [{ Id: '' }]];

test.each(wrong)('%j is no list of containers or images, and is told as that', (answer) => {
  expect(() => presentContainers(answer)).toThrow(malformed);
  expect(() => presentImages(answer, [])).toThrow(malformed);
});

test.each([
  { Names: 5 },
  { Names: [5, '/web'] },
  { Ports: 'all' },
  { Ports: [{ PrivatePort: 'x' }, null] },
  { Created: 1e300 },
  { Created: 'now' },
  { State: {}, Status: [] },
  { Image: {}, ImageID: 7, Command: null },
])('a container with %j is a row all the same', (strange) => {
  const [row, other] = presentContainers([{ ...good, ...strange }, good]);
  expect(row?.id).toBe(good.Id);
  expect(other?.name).toBe('web');
});

test('what does not run publishes no port, whatever the list says', () => {
  const Ports = [{ IP: '0.0.0.0', PublicPort: 8080, PrivatePort: 80, Type: 'tcp' }];
  const portsOf = (State: string) => presentContainers([{ ...good, State, Ports }])[0]?.ports.map(({ hostPort }) => hostPort);
  expect(['running', 'paused', 'exited', 'created', 'dead'].map(portsOf)).toEqual([[8080], [8080], [], [], []]);
});

test('a bad row does not take the good ones with it, and texts, lists and numbers have an end', () => {
  const long = 'x'.repeat(7_000_000);
  const labelled = (project: unknown) =>
    presentContainers([
      { ...good, Labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': 'web\u001b[2J', other: 5 } },
    ])[0]?.compose;
  expect(labelled('shop')).toMatchObject({ project: 'shop' });
  expect(labelled('shop')?.service).not.toContain('\u001b');
  expect([labelled(5), labelled(undefined), presentContainers([{ ...good, Labels: 'x' }])[0]?.compose]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const rows = presentContainers([null, good, { ...good, Command: long, Status: long, Image: long }]);
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows[1]).length).toBeLessThan(3_000);
  const ports = Array.from({ length: 5_000 }, (_, i) => ({ PrivatePort: i, Type: 'tcp' }));
  expect(presentContainers([{ ...good, Ports: ports }])[0]?.ports).toHaveLength(1_000);
  expect(presentContainers(Array.from({ length: 12_000 }, () => good))).toHaveLength(10_000);
  expect(presentImages([{ Id: 'i', RepoTags: null, Size: -1, Created: -5 }], [])[0]).toMatchObject({ tags: [], sizeBytes: 0 });
});

const info = { Driver: 'overlay2', NCPU: 2, MemTotal: 1, Name: 'node0' };
const version = { Version: '26.1.5', ApiVersion: '1.45' };

test.each([
  [info, { ...version, Version: 5 }],
  [info, { ...version, Version: {} }],
  [info, { ...version, ApiVersion: {} }],
  [{ ...info, NCPU: 1.5 }, version],
  [{ ...info, NCPU: 1e300 }, version],
  [{ ...info, MemTotal: '2G' }, version],
  [{ ...info, DockerRootDir: `/${'x'.repeat(5_000)}` }, version],
  [null, version],
  [[], version],
  [info, 'OK'],
])('facts %# are refused as a whole', (badInfo, badVersion) => {
  expect(() => presentFacts(badInfo, badVersion)).toThrow(malformed);
});

test.each([
  [['http://user:secret@198.18.6.2:5000/', 'http://other:5000'], '198.18.6.2:5000'],
  [['https://mirror.example/'], 'mirror.example'],
  [['not an address'], undefined],
  [[], undefined],
  [5, undefined],
])('of the mirrors %j a reader is shown %s', (Mirrors, registry) => {
  expect(presentFacts({ ...info, RegistryConfig: { Mirrors } }, version).registry).toBe(registry);
});

test('the texts of the facts are no longer than a cell of a table', () => {
  const long = 'x'.repeat(7_000_000);
  const facts = presentFacts({ ...info, Name: long, OperatingSystem: long }, { Version: long, ApiVersion: long });
  for (const text of [facts.version, facts.apiVersion, facts.hostname, facts.os]) expect(text).toHaveLength(100);
});

test.each(['1.41', '1.47', '1.51', '1.52', '1.56'])('the answers of API %s are read', (asked) => {
  const engine = { name: 'node0', apiVersion: asked, containers: [good], asked };
  const [container] = presentContainers(documentOf('/containers/json', engine));
  expect(container).toMatchObject({ name: 'web', state: 'running', health: 'unhealthy' });
  expect(container?.upSeconds).toEqual({ least: 120, most: 270 });
  expect(presentImages(documentOf('/images/json', engine), [])[0]).toMatchObject({ tags: ['alpine:latest'], containers: 0 });
  expect(presentDetail(documentOf('/containers/web/json', engine))).toMatchObject({
    tty: true,
    startedAt: '2026-01-01T00:00:00.500Z',
  });
  const facts = presentFacts(documentOf('/info', engine), documentOf('/version', engine));
  expect(facts).toMatchObject({ apiVersion: asked, store: 'overlay2', cpus: 2 });
});

test('events are read with the fields of API 1.52 alone', () => {
  const line = {
    Type: 'container',
    Action: 'die',
    Actor: { ID: 'a', Attributes: { name: 'web', exitCode: '7' } },
    timeNano: 1e18,
  };
  expect(presentEvent(line)).toEqual({
    ...{ kind: 'container', action: 'die', id: 'a', name: 'web', exitCode: 7, image: null, atMs: 1e12 },
  });
  const network = { ...line, Type: 'network', Action: 'connect', Actor: { ID: 'n', Attributes: { container: 'a' } } };
  expect(presentEvent(network)).toMatchObject({ kind: 'network', action: 'connect', id: 'n', container: 'a' });
  const renamed = { ...line, Action: 'rename', Actor: { ID: 'a', Attributes: { name: 'site', oldName: '/web' } } };
  expect(presentEvent(renamed)).toMatchObject({ name: 'site', oldName: 'web' });
  expect(presentEvent({ Type: 5, Actor: [] })).toMatchObject({ kind: 'other', action: '', name: null, exitCode: null });
});

test.each([
  ['1.41', '1.41'],
  ['1.51', '1.51'],
  ['1.52', '1.51'],
  ['1.56', '1.51'],
  ['2.0', null],
  ['x', null],
  [undefined, null],
])('with a daemon of %s the panel speaks %s', (offered, chosen) => {
  expect(chooseApiVersion(offered)).toBe(chosen);
});

test('the page is told of a daemon that is newer than what was tried, and of no other', () => {
  expect(['1.41', '1.51', '1.52', '1.56', '', 'x'].map(isNewerThanTried)).toEqual([false, false, true, true, false, false]);
});

test('what a node’s root has put into names, commands and facts turns no text around, moves no cursor, and is not unseen', () => {
  const evil = 'a\u202egpj.exe\u202c\u001b[2Jb\u200bc\u2066';
  const seen = 'a gpj.exe [2Jb c';
  const container = presentContainers([{ ...good, Names: [`/${evil}`], Command: evil, Image: evil, Status: evil }])[0];
  expect(container).toMatchObject({ name: seen, command: seen, image: seen });
  expect(presentImages([{ Id: 'i', RepoTags: [evil], RepoDigests: [evil] }], [])[0]).toMatchObject({
    tags: [seen],
    digests: [seen],
  });
  expect(presentDetail({ Id: 'i', Name: `/${evil}` }).name).toBe(seen);
  expect(presentEvent({ Type: 'container', Action: 'die', Actor: { ID: 'i', Attributes: { name: evil } } }).name).toBe(seen);
  expect(presentFacts({ ...info, Name: evil, OperatingSystem: evil }, version)).toMatchObject({ hostname: seen, os: seen });
  expect(presentContainers([good, { ...good, Id: 'a\u202eb' }])).toHaveLength(1);
});
