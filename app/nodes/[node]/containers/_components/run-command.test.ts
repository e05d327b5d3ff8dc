import { expect, test } from 'vitest';
import { portText } from './port-text';
import { runContainerSchema } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { bodyOf, isOnNode, type RunValues, runCommand } from './run-command';

const empty: RunValues = {
  image: 'ubuntu',
  name: '',
  command: '',
  interactive: false,
  tty: false,
  autoRemove: false,
  ports: '',
  env: '',
};

test('the line shown is the line a person would type', () => {
  const input = bodyOf({
    ...empty,
    name: 'myubuntu',
    interactive: true,
    tty: true,
    ports: '8080:80\n53:53/udp',
    env: 'GREETING=hello you',
    command: 'sh -c "echo $GREETING"',
  });
  expect(runContainerSchema.safeParse(input).success).toBe(true);
  expect(runCommand(input)).toBe(
    `docker run -dit --name myubuntu -p 8080:80 -p 53:53/udp -e 'GREETING=hello you' ubuntu sh -c 'echo $GREETING'`,
  );
  expect(runCommand(bodyOf(empty))).toBe('docker run -d ubuntu');
});

test('what cannot be read is refused by the schema at its line', () => {
  const wrong = (part: Partial<RunValues>) =>
    runContainerSchema.safeParse(bodyOf({ ...empty, ...part })).error?.issues.map((issue) => issue.path.join('.')) ?? [];
  expect(wrong({})).toEqual([]);
  expect(wrong({ image: 'UPPER CASE', name: '-x' })).toEqual(['image', 'name']);
  expect(wrong({ ports: '8080:80\n99999:1\n\nhttp\n80/sctp' })).toEqual([
    'ports.1.hostPort',
    'ports.2.containerPort',
    'ports.3.containerPort',
  ]);
  expect(wrong({ env: 'A=1\nnothing' })).toEqual(['env.1']);
});

test('a port that cannot be read is not in the line a person would type', () => {
  expect(runCommand(bodyOf({ ...empty, ports: '8080:80\nhttp' }))).toBe('docker run -d -p 8080:80 ubuntu');
});

test('ports read as docker ps means them', () => {
  expect(portText({ ip: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' })).toBe('8080 → 80');
  expect(portText({ ip: null, hostPort: null, containerPort: 53, protocol: 'udp' })).toBe('53/udp');
});

test('an image is on the node by its tag, by latest when none is given, by its digest and by its id', () => {
  const image: ImageDto = {
    id: `sha256:${'ab'.repeat(32)}`,
    tags: ['ubuntu:latest', 'registry.lab:5000/team/app:1.0'],
    digests: [`ubuntu@sha256:${'cd'.repeat(32)}`],
    createdAt: '2026-01-01T00:00:00.000Z',
    sizeBytes: 1,
    containers: 0,
  };
  for (const there of [
    'ubuntu',
    'ubuntu:latest',
    'registry.lab:5000/team/app:1.0',
    `ubuntu@sha256:${'cd'.repeat(32)}`,
    'abababababab',
  ])
    expect(isOnNode([image], there), there).toBe(true);
  for (const absent of ['ubuntu:22.04', 'registry.lab:5000/team/app', 'alpine', 'ffffffffffff'])
    expect(isOnNode([image], absent), absent).toBe(false);
});
