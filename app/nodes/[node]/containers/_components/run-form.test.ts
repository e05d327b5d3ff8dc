import { expect, test } from 'vitest';
import { portText } from '@/app/_components/port-text';
import { type ContainerDto, runContainerSchema } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import { blankRun, parseRunLine, writeRunLine } from '@/lib/shared/run-line';
import {
  bodyOf,
  isOnNode,
  lineAt,
  portsInTheWay,
  refusedInSight,
  type RunValues,
  takenPorts,
  valuesOf,
  wordProblems,
} from './run-form';

const blank = { run: blankRun(), attached: false };
const empty: RunValues = { ...valuesOf(blank, true).values, image: 'ubuntu' };

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
  expect(writeRunLine(input)).toBe(
    `docker run -dit --name myubuntu -p 8080:80 -p 53:53/udp -e 'GREETING=hello you' ubuntu sh -c 'echo $GREETING'`,
  );
  expect(writeRunLine(bodyOf(empty))).toBe('docker run -d ubuntu');
  expect(writeRunLine(bodyOf({ ...empty, image: '' }))).toBe('docker run -d IMAGE');
});

const everything =
  "docker run -dit --rm --name web -p 127.0.0.1:8080:80 -p 53:53/udp -e 'A=two words ' -e B= -v data:/data:ro -v /cache -v /etc:/host " +
  "--network lab -m 64m --cpus 1.5 --pids-limit 100 --restart no -l 'tier=front end' -l bare= -u 1000:0 -w '/my dir' --entrypoint '' " +
  "--privileged --cap-add NET_ADMIN --device /dev/fuse --pid host nginx:1 sh -c 'echo one\ntwo'";

test('a pasted line fills the form, and the form makes the same request of it', () => {
  const read = parseRunLine(everything) ?? blank;
  const { values, leftOut } = valuesOf(read, true);
  expect(leftOut).toEqual([]);
  expect(bodyOf(values)).toEqual(read.run);
  expect(writeRunLine(bodyOf(values))).toBe(everything);
  expect(wordProblems(values)).toEqual([]);
});

test('a line with -it and no -d is run in a terminal, any other in the background', () => {
  const chosen = (line: string): [boolean, string] => {
    const { values } = valuesOf(parseRunLine(line) ?? blank, false);
    return [values.attached, writeRunLine(bodyOf(values), values.attached)];
  };
  expect(chosen('docker run -it ubuntu bash')).toEqual([true, 'docker run -it ubuntu bash']);
  expect(chosen('docker run -ti --detach=false ubuntu')).toEqual([true, 'docker run -it ubuntu']);
  expect(chosen('docker run -dit ubuntu bash')).toEqual([false, 'docker run -dit ubuntu bash']);
  expect(chosen('docker run -it -d ubuntu')).toEqual([false, 'docker run -dit ubuntu']);
  expect(chosen('docker run ubuntu ls')).toEqual([false, 'docker run -d ubuntu ls']);
  expect(chosen('docker run -i ubuntu')).toEqual([false, 'docker run -di ubuntu']);
  expect(chosen('docker create -it ubuntu')).toEqual([false, 'docker run -dit ubuntu']);
  // Chosen by hand: what the terminal needs is asked for, whatever the boxes said before.
  expect(bodyOf({ ...empty, attached: true })).toMatchObject({ interactive: true, tty: true });
});

test('what a student may not give is named, and so is what a line of a field cannot hold', () => {
  const read = parseRunLine(everything.replace('-e B=', "-e 'B=1\n2'")) ?? blank;
  const { run } = read;
  const { values, leftOut } = valuesOf(read, false);
  expect(leftOut).toEqual([
    { text: '-e B=1\n2', why: 'lineBreak' },
    { text: '--privileged', why: 'privileged' },
    { text: '--cap-add NET_ADMIN', why: 'capAdd' },
    { text: '--device /dev/fuse', why: 'device' },
    { text: '--pid host', why: 'hostPid' },
  ]);
  expect(bodyOf(values)).toMatchObject({ privileged: false, capAdd: [], devices: [], env: ['A=two words '] });
  // These have fields that everybody sees, where it is said what is wrong.
  expect(values.volumes).toContain('/etc:/host');
  expect(refusedInSight(run, false)).toEqual([{ privilege: 'hostPath', path: 'volumes.2', flag: '-v /etc:/host' }]);
  expect(refusedInSight(run, true)).toEqual([]);
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
  expect(
    wrong({ env: 'A=1\nnothing', volumes: 'data:/x\n./here:/y', labels: '=1', memoryBytes: '1x', cpus: 'two', pids: '0' }),
  ).toEqual([...['env.1', 'labels.0', 'volumes.1.target', 'memoryBytes', 'cpus', 'pids']]);
  expect(wrong({ autoRemove: true, restart: 'always' })).toEqual(['restart']);
  expect(wrong({ restart: 'always', restartRetries: 3 })).toEqual([]);
  const values = { ...empty, ports: '8000-8001:80-81\nhttp', env: 'A=1\n\nnothing', capAdd: 'ALL, x y' };
  expect(['ports.2.containerPort', 'env.1', 'capAdd.1', 'ports'].map((path) => lineAt(values, path))).toEqual([
    ...['http', 'nothing', 'x', values.ports],
  ]);
});

test('words are one command line, the entrypoint one word', () => {
  expect(wordProblems({ ...empty, command: 'echo "open', entrypoint: '/bin/sh -c' })).toEqual(['command', 'entrypoint']);
  expect(bodyOf({ ...empty, entrypoint: "''" }).entrypoint).toBe('');
  expect(bodyOf({ ...empty, entrypoint: ' ' }).entrypoint).toBeUndefined();
});

test('a port that cannot be read is not in the line a person would type', () => {
  expect(writeRunLine(bodyOf({ ...empty, ports: '8080:80\nhttp', memoryBytes: 'lots' }))).toBe('docker run -d -p 8080:80 ubuntu');
});

test('a port that a running container has is told before Docker refuses it', () => {
  const port = (ip: string | null, hostPort: number | null) => ({ ip, hostPort, containerPort: 80, protocol: 'tcp' as const });
  const taken = takenPorts([
    { name: 'web', ports: [port('0.0.0.0', 8080), port('::', 8080), port(null, null)] },
    { name: 'local', ports: [port('127.0.0.1', 5000)] },
  ] as ContainerDto[]);
  const inTheWay = (ports: string) => portsInTheWay(bodyOf({ ...empty, ports }).ports, taken).map(({ container }) => container);
  expect(inTheWay('8080:80\n5000:1')).toEqual(['web', 'local']);
  expect(inTheWay('127.0.0.2:5000:1\n8080:80/udp\n8080\n:8080')).toEqual([]);
  expect(inTheWay('127.0.0.1:8080:80')).toEqual(['web']);
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
