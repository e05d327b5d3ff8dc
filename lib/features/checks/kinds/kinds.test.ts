import { expect, test } from 'vitest';
import type { ContainerAbout } from '@/lib/gateways/docker/engine/present-container-about';
import type { ImageAbout } from '@/lib/gateways/docker/engine/present-image-about';
import { judge } from '../judge';
import type { Deed, LessonStart, TerminalSession } from '../kind';
import { type CheckSpec, checkSpecSchema } from '../spec';

const base = ['sha256:1', 'sha256:2'];
const aboutImage = (over: Partial<ImageAbout> = {}): ImageAbout => ({
  ...{
    id: 'sha256:new',
    tags: ['x:1'],
    digests: [],
    diffIds: [...base, 'sha256:3'],
    author: 'sds',
    comment: 'add',
    entrypoint: ['/run'],
  },
  ...{ cmd: ['-v'], env: ['A=1', 'PATH=/bin'], createdMs: 0, taggedMs: null },
  history: ['/bin/sh -c #(nop) COPY file:1 in /', 'RUN /bin/sh -c make # buildkit'],
  ...over,
});
const aboutContainer = (over: Partial<ContainerAbout> = {}): ContainerAbout => ({
  ...{ id: 'c'.repeat(64), name: 'web', imageId: 'sha256:new', state: 'running', exitCode: 0, pid: 7, tty: true, stdin: true },
  ...{ command: ['/bin/bash'], ports: ['8080:80/tcp'], mounts: ['/data'], memoryBytes: 64 * 1024 ** 2 },
  ...{ createdMs: 2_000, startedMs: 2_000, finishedMs: null },
  ...over,
});
const start: LessonStart = {
  ...{ at: 1_000, nodeAt: 1_000, bootId: 'b', daemon: '1:1', eventsSince: '1000000000', containerIds: ['old'] },
  images: [
    { id: 'sha256:old', tags: ['x:1', 'x:latest'], diffIds: base },
    { id: 'sha256:base', tags: ['ubuntu:latest'], diffIds: base },
  ],
  layers: { rw: 0, ro: 3, entries: 4 },
  paths: { '/lab/x': { mtimeNs: '1', ctimeNs: '1', inode: '5', size: 1 }, '/lab/new': null },
};
const deed = (over: Partial<Deed> = {}): Deed => ({
  ...{ kind: 'container', action: 'attach', id: 'c'.repeat(64), name: 'web', image: 'ubuntu', exitCode: null, atMs: 2_000 },
  ...over,
});
const one = (about: ImageAbout | null, over: object = {}) => ({
  ...{ images: [{ ref: 'x:1', about, touched: false }], base: { ref: 'ubuntu', diffIds: base }, left: null, hasGap: false },
  ...over,
});
const box = (about: ContainerAbout | null, over: object = {}) => ({
  containers: [{ name: 'web', about }],
  image: null,
  left: null,
  ...over,
});
const log = (deeds: Deed[], over: object = {}) => ({
  deeds,
  hasGap: false,
  container: null,
  imageTaggedMs: null,
  clients: null,
  ...over,
});
const left = (deeds: Deed[], over: object = {}) => log(deeds, { container: aboutContainer(), clients: [], ...over });
const file = (over: object = {}) => ({
  file: {
    type: 'file',
    mode: 0o644,
    size: 6,
    sha256: 'a'.repeat(64),
    text: 'hello\n',
    inode: '9',
    mtimeNs: '2',
    ctimeNs: '2000000000',
    ...over,
  },
  same: 'a'.repeat(64),
  jail: null,
});
const jail = (over: object = {}) => ({
  file: file().file,
  same: null,
  jail: { program: true, loader: '/lib64/ld.so', hasLoader: true, libraries: ['libc.so.6'], missing: [], ...over },
});
const at = (over: Partial<TerminalSession> = {}) => ({
  sessions: [{ terminalId: 't', where: 'host-root', user: 'root', cwd: '/', root: '/', container: null, parent: 'su', ...over }],
});
const process = (over: object = {}, more: object = {}) => ({
  processes: [
    {
      pid: 7,
      start: '1',
      name: 'bash',
      exe: '/usr/bin/bash',
      root: '/lab',
      namespaces: { pid: 'pid:[2]', net: 'net:[1]' },
      pidInside: 1,
      ...over,
    },
  ],
  host: { pid: 'pid:[1]', net: 'net:[1]' },
  memoryBytes: null,
  ...more,
});
const ask = { is: 'answer', ask: { en: '?' }, kind: 'number', truth: { of: 'containers.count' } } as const;
const reg = (there: object | null, onNode: string[] | null = null) => ({ images: [{ ref: 'localhost:5000/a', there, onNode }] });
const inRegistry = { digest: 'sha256:d', diffIds: [['1'], ['1', '2']] };

/** What is asked for, the facts, and what is concluded: `passed`, a reason, or a cause after `?`. */
const table: Array<[CheckSpec, unknown, string]> = [
  [{ is: 'image', ref: 'x:1' }, one(aboutImage()), 'passed'],
  [{ is: 'image', ref: 'x:1' }, one(null), 'image_missing'],
  [{ is: 'image', ref: 'x:1' }, one(aboutImage({ id: 'sha256:old' })), 'stale'],
  [{ is: 'image', ref: 'x:1', fresh: false }, one(aboutImage({ id: 'sha256:old' })), 'passed'],
  [{ is: 'image', ref: 'x:1' }, one(aboutImage({ id: 'sha256:old', taggedMs: 1_000 })), 'passed'],
  [{ is: 'image', ref: 'x:1' }, one(aboutImage({ id: 'sha256:old', taggedMs: 999 })), 'stale'],
  [{ is: 'image', ref: 'x:1' }, one(aboutImage({ id: 'sha256:old' }), { hasGap: true }), '?events_lost'],
  [
    { is: 'image', ref: 'x:1' },
    { ...one(null), images: [{ ref: 'x:1', about: aboutImage({ id: 'sha256:old' }), touched: true }] },
    'passed',
  ],
  [{ is: 'image', ref: 'x:1', state: 'absent' }, one(null), 'passed'],
  [{ is: 'image', ref: 'x:1', state: 'absent' }, one(aboutImage()), 'image_present'],
  [{ is: 'image', noneLeft: true }, { ...one(null), left: [] }, 'passed'],
  [{ is: 'image', noneLeft: true }, { ...one(null), left: ['x:1'] }, 'images_left'],
  [{ is: 'image', ref: 'x:1', basedOn: 'ubuntu', layersMore: 1 }, one(aboutImage()), 'passed'],
  [{ is: 'image', ref: 'x:1', basedOn: 'ubuntu', layersMore: 2 }, one(aboutImage()), 'layers_more'],
  [{ is: 'image', ref: 'x:1', basedOn: 'ubuntu' }, one(aboutImage({ diffIds: ['sha256:2', 'sha256:1'] })), 'based_on'],
  [{ is: 'image', ref: 'x:1', basedOn: 'ubuntu' }, one(aboutImage({ diffIds: ['sha256:1'] })), 'based_on'],
  [{ is: 'image', ref: 'x:1', basedOn: 'ubuntu' }, one(aboutImage(), { base: { ref: 'ubuntu', diffIds: null } }), 'passed'],
  [{ is: 'image', ref: 'x:1', basedOn: 'gone' }, one(aboutImage(), { base: { ref: 'gone', diffIds: null } }), 'base_missing'],
  [{ is: 'image', ref: 'x:1', basedOn: { not: 'ubuntu' } }, one(aboutImage()), 'based_on_same'],
  [{ is: 'image', ref: 'x:1', basedOn: { not: 'ubuntu' } }, one(aboutImage({ diffIds: ['sha256:9'] })), 'passed'],
  [{ is: 'image', ref: 'x:1', author: 'me' }, one(aboutImage()), 'author'],
  [{ is: 'image', ref: 'x:1', comment: 'else' }, one(aboutImage()), 'comment'],
  [{ is: 'image', ref: 'x:1', entrypoint: ['/run'], cmd: ['-v'], env: ['A=1', 'PATH'] }, one(aboutImage()), 'passed'],
  [{ is: 'image', ref: 'x:1', entrypoint: ['/other'] }, one(aboutImage()), 'entrypoint'],
  [{ is: 'image', ref: 'x:1', cmd: [] }, one(aboutImage()), 'cmd'],
  [{ is: 'image', ref: 'x:1', env: ['B'] }, one(aboutImage()), 'env'],
  [{ is: 'image', ref: 'x:1', historyHas: ['RUN', 'COPY'] }, one(aboutImage()), 'passed'],
  [{ is: 'image', ref: 'x:1', historyHas: ['ADD'] }, one(aboutImage()), 'history'],
  [{ is: 'container', name: 'web' }, box(aboutContainer()), 'passed'],
  [{ is: 'container', name: 'web' }, box(null), 'container_missing'],
  [{ is: 'container', name: 'web' }, box(aboutContainer({ id: 'old' })), 'stale'],
  [{ is: 'container', name: 'web', fresh: false }, box(aboutContainer({ id: 'old' })), 'passed'],
  [{ is: 'container', name: 'web', state: 'absent' }, box(null), 'passed'],
  [{ is: 'container', name: 'web', state: 'absent' }, box(aboutContainer()), 'container_present'],
  [{ is: 'container', noneLeft: true }, box(null, { left: [] }), 'passed'],
  [{ is: 'container', noneLeft: true }, box(null, { left: ['web'] }), 'containers_left'],
  [
    { is: 'container', image: 'x', atLeast: 2 },
    box(aboutContainer(), { image: { ref: 'x', id: 'sha256:new' } }),
    'container_count',
  ],
  [{ is: 'container', image: 'x' }, box(aboutContainer(), { image: { ref: 'x', id: 'sha256:new' } }), 'passed'],
  [{ is: 'container', name: 'web', image: 'x' }, box(aboutContainer(), { image: { ref: 'x', id: null } }), 'container_image'],
  [{ is: 'container', name: 'web', state: 'exited' }, box(aboutContainer()), 'container_state'],
  [{ is: 'container', name: 'web', exitCode: 0 }, box(aboutContainer()), 'exit_code'],
  [{ is: 'container', name: 'web', exitCode: 3 }, box(aboutContainer({ state: 'exited', exitCode: 3 })), 'passed'],
  [{ is: 'container', name: 'web', tty: false }, box(aboutContainer()), 'tty'],
  [{ is: 'container', name: 'web', stdin: false }, box(aboutContainer()), 'stdin'],
  [{ is: 'container', name: 'web', command: ['/bin/sh'] }, box(aboutContainer()), 'command'],
  [{ is: 'container', name: 'web', ports: ['8080:80'] }, box(aboutContainer()), 'passed'],
  [{ is: 'container', name: 'web', ports: ['80:80'] }, box(aboutContainer()), 'ports'],
  [{ is: 'container', name: 'web', mounts: ['/other'] }, box(aboutContainer()), 'mounts'],
  [{ is: 'container', name: 'web', memory: '64m' }, box(aboutContainer()), 'passed'],
  [{ is: 'container', name: 'web', memory: '32m' }, box(aboutContainer()), 'memory'],
  [{ is: 'layers', rwMore: 1, roMore: 0 }, { now: { rw: 1, ro: 3, entries: 6 }, chains: [] }, 'passed'],
  [{ is: 'layers', rwMore: 1 }, { now: { rw: 2, ro: 3, entries: 6 }, chains: [] }, 'rw_more'],
  [{ is: 'layers', roMore: 0 }, { now: { rw: 2, ro: 4, entries: 6 }, chains: [] }, 'ro_more'],
  [
    { is: 'layers', shares: ['a', 'b'] },
    {
      now: { rw: 2, ro: 4, entries: 6 },
      chains: [
        { container: 'a', chain: ['1'] },
        { container: 'b', chain: ['1'] },
      ],
    },
    'passed',
  ],
  [
    { is: 'layers', shares: ['a', 'b'] },
    {
      now: { rw: 2, ro: 4, entries: 6 },
      chains: [
        { container: 'a', chain: ['1'] },
        { container: 'b', chain: ['2'] },
      ],
    },
    'layers_not_shared',
  ],
  [
    { is: 'layers', shares: ['a', 'b'] },
    {
      now: { rw: 2, ro: 4, entries: 6 },
      chains: [
        { container: 'a', chain: ['1'] },
        { container: 'b', chain: null },
      ],
    },
    'container_missing',
  ],
  [{ is: 'layers', rwMore: 0 }, { trouble: 'store_unknown' }, '?store_unknown'],
  [{ is: 'diff', container: 'web', has: ['A /x'] }, { changes: ['C /y', 'A /x'], hasMore: false }, 'passed'],
  [{ is: 'diff', container: 'web', has: ['A /x'] }, { changes: ['C /x'], hasMore: false }, 'diff_missing'],
  [{ is: 'diff', container: 'web', has: ['A /x'] }, { changes: null, hasMore: false }, 'container_missing'],
  [{ is: 'diff', container: 'web', exact: ['A /x'] }, { changes: ['A /x'], hasMore: false }, 'passed'],
  [{ is: 'diff', container: 'web', exact: ['A /x'] }, { changes: ['A /x', 'A /y'], hasMore: false }, 'diff_more'],
  [{ is: 'file', path: '/lab/new', text: 'hello', mode: '644', type: 'file', contains: ['ell'] }, file(), 'passed'],
  [{ is: 'file', path: '/lab/new' }, { ...file(), file: null }, 'file_missing'],
  [{ is: 'file', path: '/lab/new' }, { ...file(), file: 'outside' }, 'file_outside'],
  [{ is: 'file', in: { container: 'web' }, path: '/x' }, { ...file(), file: 'gone' }, 'file_missing'],
  [{ is: 'file', path: '/lab/new', type: 'directory' }, file(), 'file_type'],
  [{ is: 'file', path: '/lab/new', mode: '755' }, file(), 'file_mode'],
  [{ is: 'file', path: '/lab/new', sha256: 'b'.repeat(64) }, file(), 'file_sha256'],
  [{ is: 'file', path: '/lab/new', text: 'hell' }, file(), 'file_text'],
  [{ is: 'file', path: '/lab/new', contains: ['hello', 'bye'] }, file(), 'file_contains'],
  [{ is: 'file', path: '/lab/new', sameAs: '/bin/bash' }, file(), 'passed'],
  [{ is: 'file', path: '/lab/new', sameAs: '/bin/bash' }, { ...file(), same: 'b'.repeat(64) }, 'file_differs'],
  [{ is: 'file', path: '/lab/new', sameAs: '/bin/bash' }, { ...file(), same: null }, 'file_missing'],
  [{ is: 'file', path: '/lab/x' }, file({ inode: '5', ctimeNs: '1' }), 'stale'],
  [{ is: 'file', path: '/lab/x' }, file({ inode: '5' }), 'passed'],
  [{ is: 'file', path: '/lab/x', fresh: false }, file({ inode: '5', ctimeNs: '1' }), 'passed'],
  [{ is: 'file', path: '/lab/other' }, file({ ctimeNs: '999000000' }), 'stale'],
  [{ is: 'file', path: '/lab/other' }, file({ ctimeNs: '1000000000' }), 'passed'],
  [{ is: 'file', jail: '/lab', runs: '/new' }, jail(), 'passed'],
  [{ is: 'file', jail: '/lab', runs: '/x' }, { ...jail(), file: file({ inode: '5', ctimeNs: '1' }).file }, 'stale'],
  [{ is: 'file', jail: '/lab', runs: '/new' }, { ...jail({ program: null }), file: null }, 'program_missing'],
  [{ is: 'file', jail: '/lab', runs: '/new' }, jail({ program: false }), 'program_format'],
  [{ is: 'file', jail: '/lab', runs: '/new' }, jail({ hasLoader: false, missing: ['libc.so.6'] }), 'loader_missing'],
  [{ is: 'file', jail: '/lab', runs: '/new' }, jail({ missing: ['libc.so.6'] }), 'library_missing'],
  [{ is: 'process', name: 'bash', root: '/lab/', exe: '/usr/bin/bash', own: ['pid'] }, process(), 'passed'],
  [{ is: 'process', name: 'sh' }, process(), 'process_missing'],
  [{ is: 'process', name: 'bash', exe: '/bin/sh' }, process(), 'process_exe'],
  [{ is: 'process', name: 'bash', root: '/' }, process(), 'process_root'],
  [{ is: 'process', name: 'bash', root: '/' }, process({ root: null }), '?root_needed'],
  [{ is: 'process', name: 'bash', own: ['pid', 'net'] }, process(), 'namespace_shared'],
  [{ is: 'process', name: 'bash', own: ['uts'] }, process(), '?root_needed'],
  [{ is: 'process', container: 'web', memory: '1k' }, process({}, { memoryBytes: 1024 }), 'passed'],
  [{ is: 'process', container: 'web', memory: '1k' }, process({}, { memoryBytes: 0 }), 'memory'],
  [{ is: 'session', where: 'host-root', user: 'root', cwd: '/', root: '/', parent: 'su' }, at(), 'passed'],
  [{ is: 'session', where: 'host-root' }, { sessions: [] }, '?no_terminal'],
  [{ is: 'session', where: 'container' }, at(), 'session_where'],
  [{ is: 'session', where: 'container:web' }, at({ where: 'container', container: 'web' }), 'passed'],
  [{ is: 'session', where: 'container:web' }, at({ where: 'container', container: 'other' }), 'session_where'],
  [{ is: 'session', user: 'ubuntu' }, at(), 'session_user'],
  [{ is: 'session', cwd: '/root' }, at(), 'session_cwd'],
  [{ is: 'session', cwd: '/root' }, at({ cwd: null }), '?root_needed'],
  [{ is: 'session', root: '/lab/chroot/' }, at({ root: '/lab/chroot' }), 'passed'],
  [{ is: 'session', root: '/lab/chroot' }, at(), 'session_root'],
  [{ is: 'session', parent: 'sshd' }, at(), 'session_parent'],
  [{ is: 'deed', event: 'attach', container: 'web' }, log([deed()]), 'passed'],
  [{ is: 'deed', event: 'attach', container: 'web' }, log([]), 'deed_missing'],
  [{ is: 'deed', event: 'attach', container: 'web' }, log([], { hasGap: true }), '?events_lost'],
  [{ is: 'deed', event: 'start', container: 'web' }, log([], { hasGap: true, container: aboutContainer() }), 'passed'],
  [
    { is: 'deed', event: 'start', container: 'web' },
    log([], { hasGap: true, container: aboutContainer({ startedMs: 999 }) }),
    '?events_lost',
  ],
  [
    { is: 'deed', event: 'create', container: 'web' },
    log([], { hasGap: true, container: aboutContainer({ id: 'old' }) }),
    '?events_lost',
  ],
  [{ is: 'deed', event: 'pull', image: 'ubuntu' }, log([], { hasGap: true, imageTaggedMs: 1_000 }), 'passed'],
  [{ is: 'deed', event: 'die', exitCode: 3 }, log([deed({ action: 'die', exitCode: 3 })]), 'passed'],
  [{ is: 'deed', event: 'die', exitCode: 3 }, log([deed({ action: 'die', exitCode: 0 })]), 'deed_exit_code'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed(), deed({ kind: 'terminal', action: 'detach' })]), 'passed'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([]), 'deed_missing'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([], { hasGap: true }), '?events_lost'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()]), 'passed'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()], { clients: ['web'] }), 'still_attached'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()], { clients: ['*'] }), 'still_attached'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()], { clients: ['other'] }), 'passed'],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()], { clients: null }), 'still_attached'],
  [
    { is: 'deed', event: 'detach', container: 'web' },
    left([deed(), deed({ kind: 'terminal', action: 'attached' })]),
    'still_attached',
  ],
  [
    { is: 'deed', event: 'detach', container: 'web' },
    left([deed(), deed({ kind: 'terminal', action: 'closed' })]),
    'terminal_closed',
  ],
  [
    { is: 'deed', event: 'detach', container: 'web' },
    left([deed(), deed({ action: 'die', exitCode: 0, atMs: 3_000 })]),
    'left_with_exit',
  ],
  [
    { is: 'deed', event: 'detach', container: 'web' },
    left([deed({ action: 'die', exitCode: 129 }), deed({ kind: 'terminal', action: 'closed' }), deed()]),
    'terminal_closed',
  ],
  [{ is: 'deed', event: 'detach', container: 'web' }, left([deed()], { container: null }), 'left_with_exit'],
  [
    { is: 'deed', event: 'detach', container: 'web' },
    left([deed()], { container: aboutContainer({ tty: false }) }),
    'deed_missing',
  ],
  [ask, { truth: 3, said: '3' }, 'passed'],
  [ask, { truth: 3, said: '4' }, 'answer_wrong'],
  [ask, { truth: 3, said: null }, 'not_answered'],
  [ask, { truth: null, said: '3' }, '?unreadable'],
  [{ is: 'registry', ref: 'localhost:5000/a' }, reg(inRegistry), 'passed'],
  [{ is: 'registry', ref: 'localhost:5000/a' }, reg(null), 'registry_missing'],
  [{ is: 'registry', ref: 'localhost:5000/a', state: 'absent' }, reg(null), 'passed'],
  [{ is: 'registry', ref: 'localhost:5000/a', state: 'absent' }, reg(inRegistry), 'registry_present'],
  [{ is: 'registry', ref: 'localhost:5000/a', sameAsNode: true }, reg(inRegistry, ['1', '2']), 'passed'],
  [{ is: 'registry', ref: 'localhost:5000/a', sameAsNode: true }, reg(inRegistry, ['2', '1']), 'registry_differs'],
  [{ is: 'registry', ref: 'localhost:5000/a', sameAsNode: true }, reg(inRegistry, null), 'image_missing'],
  [{ is: 'registry', ref: 'localhost:5000/a' }, { trouble: 'registry_down' }, '?registry_down'],
  [{ is: 'http', port: 80 }, { answer: { status: 200, body: '' } }, 'passed'],
  [{ is: 'http', port: 80 }, { answer: null }, 'port_silent'],
  [{ is: 'http', port: 80, status: 404 }, { answer: { status: 200, body: '' } }, 'http_status'],
  [{ is: 'http', port: 80, contains: 'hi' }, { answer: { status: 200, body: 'ho' } }, 'http_body'],
  [{ is: 'script', run: 'x' }, { code: 0, last: '' }, 'passed'],
  [{ is: 'script', run: 'x' }, { code: 1, last: 'no' }, 'script_said'],
  [{ is: 'script', run: 'x' }, { code: 2, last: 'no' }, '?script_failed'],
  [{ is: 'script', run: 'x' }, { code: null, last: '' }, '?script_failed'],
  [{ is: 'script', run: 'x' }, { code: 124, last: '' }, '?deadline'],
  [{ is: 'script', run: 'x' }, null, '?not_trusted'],
];

const saying = (spec: CheckSpec, facts: unknown, from: LessonStart | null = start): string => {
  const verdict = judge(spec, facts, from);
  if (verdict.verdict === 'errored') return `?${verdict.cause}`;
  return verdict.verdict === 'passed' ? 'passed' : verdict.reason;
};

test.each(table)('%j of %j: %s', (spec, facts, wanted) => {
  expect(checkSpecSchema.safeParse(spec).success).toBe(true);
  expect(saying(spec, facts)).toBe(wanted);
  // Facts are stored as JSON, and judged again.
  expect(saying(spec, JSON.parse(JSON.stringify(facts)))).toBe(wanted);
});

test.each(table)('what cannot be asked is never red, and `not` turns only what was told: %j', (spec, facts, wanted) => {
  expect(saying(spec, { trouble: 'deadline' })).toBe('?deadline');
  expect(saying({ ...spec, not: true } as CheckSpec, { trouble: 'deadline' })).toBe('?deadline');
  const turned = saying({ ...spec, not: true } as CheckSpec, facts);
  expect(turned).toBe(wanted.startsWith('?') ? wanted : wanted === 'passed' ? 'inverted' : 'passed');
});

/** The same as a node tells it whose clock is wrong by so much. The panel's own clock is not: `at` of a start stays. */
function wrongBy(value: unknown, ms: number): unknown {
  if (Array.isArray(value)) return value.map((part) => wrongBy(part, ms));
  if (typeof value !== 'object' || value === null) return value;
  const shifted = Object.entries(value).map(([key, part]) => {
    if (typeof part === 'number' && /^(createdMs|startedMs|finishedMs|taggedMs|imageTaggedMs|atMs|nodeAt)$/.test(key))
      return [key, part + ms];
    if (typeof part === 'string' && /^(mtimeNs|ctimeNs|eventsSince)$/.test(key))
      return [key, String(BigInt(part) + BigInt(ms) * 1_000_000n)];
    return [key, wrongBy(part, ms)];
  });
  return Object.fromEntries(shifted);
}

test.each(table)('a clock of the node that is a year off changes nothing: %j', (spec, facts, wanted) => {
  const year = 365 * 24 * 60 * 60_000;
  for (const ms of [year, -year]) expect(saying(spec, wrongBy(facts, ms), wrongBy(start, ms) as LessonStart)).toBe(wanted);
});

test('every reason is concluded of some facts', async () => {
  const { checkReasons } = await import('@/lib/shared/check-reasons');
  const seen = new Set(table.map(([, , wanted]) => wanted));
  expect(checkReasons.filter((reason) => !seen.has(reason) && reason !== 'holds' && reason !== 'inverted')).toEqual([]);
});

test('without a start nothing that must be new is told to be red or green', () => {
  for (const [spec, facts] of [
    [{ is: 'image', ref: 'x:1' }, one(aboutImage())],
    [{ is: 'container', name: 'web' }, box(aboutContainer())],
    [
      { is: 'layers', rwMore: 1 },
      { now: { rw: 1, ro: 3, entries: 6 }, chains: [] },
    ],
    [{ is: 'file', path: '/lab/new' }, file()],
    [{ is: 'deed', event: 'attach' }, log([deed()])],
  ] as Array<[CheckSpec, unknown]>)
    expect(saying(spec, facts, null), spec.is).toBe('?start_missing');
});

test('one of several is enough, and what cannot be asked is not taken for red', () => {
  const any = {
    is: 'any',
    of: [
      { is: 'image', ref: 'x:1' },
      { is: 'container', name: 'web' },
    ],
  } as CheckSpec;
  expect(saying(any, { of: [one(null), box(aboutContainer())] })).toBe('passed');
  expect(saying(any, { of: [one(null), box(null)] })).toBe('image_missing');
  expect(saying(any, { of: [one(null), { trouble: 'deadline' }] })).toBe('?deadline');
});
