import { expect, test } from 'vitest';
import { fileMaxBytes, readFirstEntry } from './container-file';
import { presentChanges, presentContainerAbout } from './present-container-about';
import { presentMemory, presentProcesses, presentStats } from './present-container-stats';
import { presentImageAbout, presentImageOverview } from './present-image-about';
import { presentEvent, presentHost } from './present-system';

/** A tar of one entry as moby writes it; sizes are octal. */
function tar(name: string, content: Buffer, flag = '0', size = content.length): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000640\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000001750\0', 136);
  header.write(flag, 156);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([1, 100, 512, 100_000])('a file comes out of its archive, whatever the pieces: %i bytes', async (size) => {
  const bytes = Buffer.concat([tar('pax', Buffer.from('13 mtime=1.5\n'), 'x'), tar('hello', Buffer.from('hello\n'))]);
  expect(await readFirstEntry(inPieces(bytes, size))).toEqual({
    ...{ type: 'file', mode: 0o640, size: 6, mtimeMs: 1_000_000, content: Buffer.from('hello\n') },
  });
});

test('of a long file or a directory it is told what it is; what is no archive is refused', async () => {
  const long = tar('x', Buffer.alloc(0), '0', fileMaxBytes + 1);
  expect(await readFirstEntry(inPieces(long, 512))).toMatchObject({ type: 'file', size: fileMaxBytes + 1, content: null });
  expect(await readFirstEntry(inPieces(tar('x', Buffer.alloc(0), '5'), 512))).toMatchObject({ type: 'directory', content: null });
  await expect(readFirstEntry(inPieces(Buffer.alloc(100), 100))).rejects.toMatchObject({ code: 'docker_answer_malformed' });
  await expect(readFirstEntry(inPieces(tar('x', Buffer.alloc(0), 'x', 1e9), 512))).rejects.toMatchObject({
    code: 'docker_answer_malformed',
  });
});

test('an image tells how it was made, from its base up', () => {
  const inspected = {
    ...{
      Id: 'sha256:a',
      RepoTags: ['x:1', '<none>:<none>'],
      RepoDigests: null,
      Author: 'sds',
      Comment: '',
      Created: '2026-01-01T00:00:00.123456789Z',
    },
    Config: { Entrypoint: ['/run'], Cmd: null, Env: ['A=1'] },
    RootFS: { Type: 'layers', Layers: ['sha256:1', 'sha256:2'] },
    Metadata: { LastTagTime: '0001-01-01T00:00:00Z' },
  };
  const history = [{ CreatedBy: '/bin/bash', Comment: 'add' }, { CreatedBy: 'ADD' }];
  expect(presentImageAbout(inspected, history)).toEqual({
    ...{ id: 'sha256:a', tags: ['x:1'], digests: [], diffIds: ['sha256:1', 'sha256:2'], author: 'sds', comment: 'add' },
    ...{ entrypoint: ['/run'], cmd: [], env: ['A=1'], history: ['ADD', '/bin/bash'] },
    ...{ createdMs: Date.parse('2026-01-01T00:00:00.123Z'), taggedMs: null },
  });
  expect(() => presentImageAbout([], null)).toThrow('docker_answer_malformed');
});

test('an image tells what matters to whoever runs it, and strange answers are empty', () => {
  const inspected = {
    ...{ Id: 'sha256:a', Size: 7, Os: 'linux', Architecture: 'arm', Variant: 'v7' },
    Config: {
      ...{ ExposedPorts: { '80/tcp': {}, '443/tcp': {} }, Volumes: { '/data': {} }, User: 'www', WorkingDir: '/srv' },
      Labels: { b: '2', a: 7 },
    },
  };
  expect(presentImageOverview(inspected, [])).toMatchObject({
    ...{ sizeBytes: 7, platform: 'linux/arm/v7', ports: ['443/tcp', '80/tcp'], volumes: ['/data'], user: 'www' },
    ...{
      workingDir: '/srv',
      labels: [
        { key: 'b', value: '2' },
        { key: 'a', value: '' },
      ],
    },
  });
  const blank = { ports: [], volumes: [], user: '', workingDir: '', labels: [] };
  for (const Config of [null, undefined, 5, { ExposedPorts: null, Volumes: [], Labels: 'x', User: 7 }])
    expect(presentImageOverview({ Id: 'sha256:a', Config }, [])).toMatchObject(blank);
});

test('a container tells how it was made', () => {
  const about = presentContainerAbout({
    ...{ Id: 'c', Name: '/web', Image: 'sha256:a', Created: '2026-01-01T00:00:00Z', Path: '/bin/bash', Args: ['-c', ''] },
    State: { Status: 'exited', Pid: 0, ExitCode: 3, StartedAt: '0001-01-01T00:00:00Z', FinishedAt: '2026-01-01T00:00:01Z' },
    Config: { Tty: true, OpenStdin: true },
    HostConfig: { Memory: 67108864, PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '81/tcp': null } },
    Mounts: [{ Destination: '/data' }],
  });
  expect(about).toMatchObject({
    name: 'web',
    state: 'exited',
    exitCode: 3,
    pid: null,
    command: ['/bin/bash', '-c', ''],
    startedMs: null,
  });
  expect(about).toMatchObject({ tty: true, stdin: true, ports: ['8080:80/tcp'], mounts: ['/data'], memoryBytes: 67108864 });
  expect(presentContainerAbout({ Id: 'c' })).toMatchObject({ state: 'dead', ports: [], memoryBytes: 0 });
});

test('changes, memory and the host are read, whatever else a node says', () => {
  expect(
    presentChanges([
      { Kind: 1, Path: '/x' },
      { Kind: 0, Path: '/' },
      { Kind: 2, Path: '/y' },
      { Kind: 7, Path: '/z' },
    ]),
  ).toEqual(['A /x', 'C /', 'D /y']);
  expect(presentChanges([null, 3, {}, { Kind: 'C', Path: '/x' }, { Kind: 0, Path: 'x'.repeat(5_000) }])).toEqual([]);
  expect(presentChanges(null)).toEqual([]);
  expect(presentMemory({ memory_stats: { usage: 100, stats: { inactive_file: 30 } } })).toBe(70);
  expect(presentMemory({ memory_stats: {} })).toBeNull();
  expect(presentHost({ Name: 'node0', SystemTime: '1970-01-01T00:00:01.5Z' })).toEqual({ hostname: 'node0', clockMs: 1_500 });
});

test('no change is left out, however many there are', () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => ({ Kind: 1, Path: `/f${n}` }));
  const lines = presentChanges(rows);
  expect(lines).toHaveLength(100_000);
  expect(lines.at(-1)).toBe('A /f99999');
});

test('an event names its image; that of a commit is the one it made', () => {
  const attributes = { name: 'web', image: 'ubuntu', imageRef: 'x:1' };
  const event = (Action: string) =>
    presentEvent({ Type: 'container', Action, Actor: { ID: 'c', Attributes: attributes }, timeNano: 2e9 });
  expect(event('attach')).toMatchObject({ image: 'ubuntu', atMs: 2_000 });
  expect(event('commit')).toMatchObject({ image: 'x:1' });
  expect(presentEvent({ Type: 'image', Action: 'untag', Actor: { ID: 'sha256:a', Attributes: {} } })).toMatchObject({
    image: null,
  });
});

test('counters are those that docker stats reads, and nothing of what is missing', () => {
  const read = '2026-01-01T00:00:00.5Z';
  const counters = {
    read,
    cpu_stats: { cpu_usage: { total_usage: 7 }, system_cpu_usage: 100, online_cpus: 2 },
    memory_stats: { usage: 100, limit: 500, stats: { total_inactive_file: 30 } },
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
    // cgroup v1 writes the operations in capitals, v2 does not.
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: 'Read', value: 3 },
        { op: 'write', value: 4 },
        { op: 'Sync', value: 9 },
      ],
    },
    pids_stats: { current: 5 },
  };
  expect(presentStats(counters, 0)).toEqual({
    ...{ at: '2026-01-01T00:00:00.500Z', cpuNs: 7, systemNs: 100, cpus: 2, memoryBytes: 70, memoryLimitBytes: 500, pids: 5 },
    ...{ netReceivedBytes: 11, netSentBytes: 22, blockReadBytes: 3, blockWrittenBytes: 4 },
  });
  // Docker 20.10 has no time for a single sample.
  expect(presentStats({ ...counters, read: '0001-01-01T00:00:00Z' }, 1_000).at).toBe('1970-01-01T00:00:01.000Z');
  // As a stopped container answers.
  const stopped = { read: '0001-01-01T00:00:00Z', blkio_stats: { io_service_bytes_recursive: null } };
  expect(presentStats(stopped, 1_000)).toMatchObject({
    ...{ at: null, cpuNs: 0, memoryBytes: 0, blockReadBytes: 0 },
  });
  expect(presentProcesses({ Titles: ['PID'], Processes: [['1'], null] })).toEqual({ titles: ['PID'], rows: [['1'], []] });
});
