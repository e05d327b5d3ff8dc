import { expect, test } from 'vitest';
import { containerDetailSchema } from '@/lib/shared/container-detail';
import { presentContainerOverview } from './present-container-overview';

const id = 'c0ffee'.padEnd(64, '0');
const inspected = {
  ...{ Id: id, RestartCount: 2 },
  State: { Status: 'running', ExitCode: 0, OOMKilled: false, Error: '', FinishedAt: '0001-01-01T00:00:00Z' },
  Config: {
    ...{
      Entrypoint: ['/run', 'a b'],
      User: '1000:1000',
      WorkingDir: '/srv',
      Env: ['A=1', 'B='],
      Labels: { tier: 'front', b: '' },
    },
    Healthcheck: { Test: ['CMD-SHELL', 'test -f /ok || exit 1'], Interval: 5_000_000_000, Retries: 2 },
  },
  HostConfig: {
    ...{ NetworkMode: 'app', RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 }, Memory: 67_108_864 },
    ...{ NanoCpus: 500_000_000, PidsLimit: 100, Tmpfs: { '/run': 'rw,size=64k', '/fixed': 'ro' } },
  },
  Mounts: [
    { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true },
    { Type: 'bind', Source: '/etc', Destination: '/mnt', RW: false },
  ],
  NetworkSettings: {
    Networks: {
      bridge: { IPAddress: '172.17.0.2', Gateway: '172.17.0.1', GlobalIPv6Address: '', Aliases: null },
      app: { IPAddress: '172.30.7.2', Gateway: '172.30.7.1', GlobalIPv6Address: 'fd00::2', Aliases: ['db', id.slice(0, 12)] },
    },
  },
};

test('a container tells its networks, mounts, settings, limits and health check', () => {
  const detail = presentContainerOverview({
    ...inspected,
    State: {
      ...inspected.State,
      Health: {
        ...{ Status: 'unhealthy', FailingStreak: 4 },
        Log: [
          { End: '2026-01-01T00:00:01.5Z', ExitCode: 0, Output: 'well' },
          { End: '2026-01-01T00:00:06.5Z', ExitCode: 1, Output: 'no file' },
        ],
      },
    },
  });
  expect(containerDetailSchema.parse(detail)).toEqual({
    ...{
      id,
      entrypoint: ['/run', 'a b'],
      user: '1000:1000',
      workingDir: '/srv',
      env: ['A=1', 'B='],
      networkOf: null,
      exit: null,
    },
    labels: [
      { key: 'tier', value: 'front' },
      { key: 'b', value: '' },
    ],
    networks: [
      { name: 'app', ipv4: '172.30.7.2', ipv6: 'fd00::2', gateway: '172.30.7.1', aliases: ['db'] },
      { name: 'bridge', ipv4: '172.17.0.2', ipv6: null, gateway: '172.17.0.1', aliases: [] },
    ],
    mounts: [
      { type: 'volume', source: 'data', target: '/data', readOnly: false },
      { type: 'tmpfs', source: '', target: '/fixed', readOnly: true },
      { type: 'bind', source: '/etc', target: '/mnt', readOnly: true },
      { type: 'tmpfs', source: '', target: '/run', readOnly: false },
    ],
    restart: { policy: 'on-failure', retriesMax: 3, count: 2 },
    limits: { memoryBytes: 67_108_864, cpus: 0.5, pids: 100 },
    healthCheck: {
      ...{ command: 'test -f /ok || exit 1', intervalMs: 5_000, retries: 2, state: 'unhealthy', failures: 4 },
      outputs: [
        { at: '2026-01-01T00:00:06.500Z', exitCode: 1, text: 'no file' },
        { at: '2026-01-01T00:00:01.500Z', exitCode: 0, text: 'well' },
      ],
    },
  });
});

const blank = {
  ...{ id, entrypoint: [], user: '', workingDir: '', env: [], labels: [], networks: [], networkOf: null, mounts: [] },
  ...{ restart: { policy: 'no', retriesMax: null, count: 0 }, limits: { memoryBytes: null, cpus: null, pids: null } },
  ...{ exit: null, healthCheck: null },
};

test('what is not set is empty, and so is what is of another kind', () => {
  const nulls = { State: null, Config: null, HostConfig: null, Mounts: null, NetworkSettings: null, RestartCount: null };
  const unset = {
    State: { Status: 'created', Health: { Status: 'none' } },
    Config: { Entrypoint: null, Env: null, Labels: null, Healthcheck: { Test: ['NONE'] } },
    HostConfig: { NetworkMode: 'default', RestartPolicy: { Name: '' }, Memory: 0, NanoCpus: 0, CpuQuota: -1, PidsLimit: -1 },
  };
  const strange = {
    State: 5,
    Config: { Env: 'x', Labels: [], User: {}, Healthcheck: 7 },
    HostConfig: [],
    Mounts: [7],
    NetworkSettings: 'x',
  };
  for (const given of [{}, nulls, unset, strange]) expect(presentContainerOverview({ Id: id, ...given })).toEqual(blank);
  for (const given of [null, [], 'x', { Id: '' }, Buffer.from('<html>')])
    expect(() => presentContainerOverview(given)).toThrow('docker_answer_malformed');
});

test('one that does not run has no address, and tells how it ended', () => {
  const State = { Status: 'exited', ExitCode: 137, OOMKilled: true, Error: '', FinishedAt: '2026-01-01T00:00:01.123456789Z' };
  const { networks, exit } = presentContainerOverview({ ...inspected, State });
  expect(networks.map(({ ipv4, ipv6, gateway }) => [ipv4, ipv6, gateway])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  expect(exit).toEqual({ code: 137, isOutOfMemory: true, error: '', finishedAt: '2026-01-01T00:00:01.123Z' });
  const failed = { Status: 'created', ExitCode: 127, Error: 'exec: "x": executable file not found in $PATH' };
  expect(presentContainerOverview({ ...inspected, State: failed }).exit).toMatchObject({ code: 127, error: failed.Error });
});

test('a quota of CPU time is a number of CPUs, a health check without times has those of Docker, and a network may be another one', () => {
  const detail = presentContainerOverview({
    Id: id,
    Config: { Healthcheck: { Test: ['CMD', 'curl', '-f', 'a b'] } },
    HostConfig: { CpuQuota: 150_000, CpuPeriod: 0, NetworkMode: 'container:abc' },
  });
  expect(detail).toMatchObject({ limits: { cpus: 1.5 }, networkOf: 'abc' });
  expect(detail.healthCheck).toEqual({
    ...{ command: "curl -f 'a b'", intervalMs: 30_000, retries: 3, state: null, failures: 0, outputs: [] },
  });
});

test('what a node may make the panel keep of it has an end', () => {
  const many = (length: number) => Array.from({ length }, (_, n) => `V${n}=${'x'.repeat(10_000)}`);
  const { env, labels } = presentContainerOverview({
    Id: id,
    Config: { Env: many(2_000), Labels: Object.fromEntries(many(2_000).map((line) => [line, `\u001b[2J${line}`])) },
  });
  expect([env.length, labels.length]).toEqual([1_000, 1_000]);
  expect(Math.max(...env.map((line) => line.length))).toBeLessThanOrEqual(4_097);
  expect(labels[0]?.value).not.toContain('\u001b');
});
