import { expect, test } from 'vitest';
import { runContainerSchema } from '@/lib/shared/containers';
import { createBody } from './run-container';

const bodyOf = (asked: object) => createBody(runContainerSchema.parse({ image: 'ubuntu', ...asked }));

test('what is not asked for is left to Docker and the image', () => {
  expect(bodyOf({})).toEqual({
    ...{ Image: 'ubuntu', Tty: false, OpenStdin: false, Env: [], Labels: {}, ExposedPorts: {}, Volumes: {} },
    HostConfig: { AutoRemove: false, PortBindings: {}, Binds: [] },
  });
});

test('each field of the request is where docker run puts it', () => {
  expect(
    bodyOf({
      ...{
        name: 'web',
        command: ['-c', 'ls'],
        entrypoint: '/bin/sh',
        tty: true,
        interactive: true,
        user: '1000:0',
        workdir: '/srv',
      },
      ...{
        env: ['A=1'],
        labels: ['tier=front', 'a.b=c=d', 'tier=back'],
        network: 'lab',
        memoryBytes: 64 * 2 ** 20,
        cpus: 1.07,
        pids: 100,
      },
      ...{ restart: 'on-failure', restartRetries: 3 },
      ports: [
        { hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80 },
        { hostPort: 8081, containerPort: 80 },
        { containerPort: 53, protocol: 'udp' },
      ],
      volumes: [{ source: 'data', target: '/data', readOnly: true }, { source: '/etc', target: '/host' }, { target: '/cache' }],
    }),
  ).toEqual({
    ...{ name: 'web', Image: 'ubuntu', Cmd: ['-c', 'ls'], Entrypoint: ['/bin/sh'], Tty: true, OpenStdin: true },
    ...{ User: '1000:0', WorkingDir: '/srv', Env: ['A=1'], Labels: { tier: 'back', 'a.b': 'c=d' } },
    ...{ ExposedPorts: { '80/tcp': {}, '53/udp': {} }, Volumes: { '/cache': {} } },
    HostConfig: {
      AutoRemove: false,
      PortBindings: {
        '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }, { HostPort: '8081' }],
        '53/udp': [{ HostPort: '' }],
      },
      Binds: ['data:/data:ro', '/etc:/host'],
      ...{ NetworkMode: 'lab', Memory: 67108864, NanoCpus: 1_070_000_000, PidsLimit: 100 },
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
    },
  });
  expect(bodyOf({ entrypoint: '' }).Entrypoint).toEqual(['']);
});

test('what reaches the node is there only when it is asked for', () => {
  const { HostConfig } = bodyOf({
    ...{ privileged: true, capAdd: ['NET_ADMIN'], pid: 'host' },
    devices: ['/dev/fuse', '/dev/sda:/dev/xvda', '/dev/kvm:rw', '/dev/a:/dev/b:r'],
  });
  const device = (PathOnHost: string, PathInContainer: string, CgroupPermissions: string) => ({
    ...{ PathOnHost, PathInContainer, CgroupPermissions },
  });
  expect(HostConfig).toMatchObject({
    ...{ Privileged: true, CapAdd: ['NET_ADMIN'], PidMode: 'host' },
    Devices: [
      device('/dev/fuse', '/dev/fuse', 'rwm'),
      device('/dev/sda', '/dev/xvda', 'rwm'),
      device('/dev/kvm', '/dev/kvm', 'rw'),
      device('/dev/a', '/dev/b', 'r'),
    ],
  });
});
