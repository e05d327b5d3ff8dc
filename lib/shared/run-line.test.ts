import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RunContainer, runContainerSchema } from './containers';
import { bytesOf, memoryText } from './docker-memory';
import { blankRun, parseRunLine, type NotHeld, writeRunLine } from './run-line';

const read = (line: string) => {
  const parsed = parseRunLine(line);
  if (parsed === null) throw new Error(`not read: ${line}`);
  return parsed;
};
const run = (asked: Partial<RunContainer>): RunContainer => ({ ...blankRun(), image: 'ubuntu', ...asked });
const left = (line: string): string[] => read(line).notHeld.map(({ text, why }: NotHeld) => `${why}: ${text}`);

test('a line with every field is read, in each form that Docker takes', () => {
  const whole = run({
    ...{ image: 'nginx:1.25', name: 'web', command: ['sh', '-c', 'echo "$X"; exec nginx'], tty: true, interactive: true },
    ...{ env: ['A=1', 'B=two words'], labels: ['tier=front', 'bare='], user: 'www-data:33', workdir: '/srv', entrypoint: '' },
    ports: [
      { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
      { hostIp: '127.0.0.1', hostPort: 53, containerPort: 53, protocol: 'udp' },
      { hostIp: '::1', containerPort: 443, protocol: 'tcp' },
      { hostPort: 9000, containerPort: 90, protocol: 'tcp' },
      { hostPort: 9001, containerPort: 91, protocol: 'tcp' },
      { containerPort: 7, protocol: 'tcp' },
    ],
    volumes: [
      { source: 'data', target: '/data', readOnly: true },
      { target: '/cache', readOnly: false },
      { source: '/etc', target: '/host/etc', readOnly: false },
      { source: 'more', target: '/more', readOnly: false },
    ],
    ...{ network: 'lab', memoryBytes: 64 * 2 ** 20, cpus: 1.5, pids: 100, restart: 'on-failure' as const, restartRetries: 3 },
    ...{ privileged: true, capAdd: ['NET_ADMIN'], pid: 'host' as const, devices: ['/dev/fuse:/dev/fuse:rw'] },
  });
  const line = `root@node0:/# sudo docker container run -itd --name=web -e A=1 --env 'B=two words' \\
    -l tier=front --label=bare -u www-data:33 -w/srv --entrypoint "" \\
    -p 8080:80 -p=127.0.0.1:53:53/udp -p'[::1]::443' --publish 9000-9001:90-91 -p 7 \\
    -v data:/data:ro --volume=/cache -v /etc:/host/etc:rw --mount type=volume,src=more,dst=/more \\
    --net lab -m 64MiB --cpus 1.5 --pids-limit=100 --restart on-failure:3 \\
    --privileged=true --cap-add NET_ADMIN --pid host --device /dev/fuse:/dev/fuse:rw \\
    nginx:1.25 sh -c 'echo "$X"; exec nginx'
  `;
  expect(read(line)).toMatchObject({ run: whole, notHeld: [] });
  expect(runContainerSchema.safeParse(whole).success).toBe(true);
  expect(read('docker run --rm=false -t=0 -- ubuntu -it --rm')).toMatchObject({
    run: run({ command: ['-it', '--rm'] }),
    notHeld: [],
  });
  expect(read('docker run -dp 80:80 ubuntu').run.ports).toEqual([{ hostPort: 80, containerPort: 80, protocol: 'tcp' }]);
});

test('what has no place is named with its value, and the rest is taken', () => {
  expect(read('docker run -itP --cpu-shares 512 --read-only -h web --tmpfs=/run ubuntu').run).toEqual(
    run({ interactive: true, tty: true }),
  );
  expect(left('docker run -itP --cpu-shares 512 --read-only -h web --tmpfs=/run ubuntu')).toEqual([
    ...['flag: -P', 'flag: --cpu-shares 512', 'flag: --read-only', 'flag: -h web', 'flag: --tmpfs=/run'],
  ]);
  expect(left('docker run --colour -Zx ubuntu')).toEqual(['unknown: --colour', 'unknown: -Zx']);
  expect(left('docker run -p 8000-8010:80 -p 80/sctp -v a:/b:z -v ./x:/y --mount type=bind,src=/a,dst=/b ubuntu')).toEqual([
    'value: -p 8000-8010:80',
    'value: -p 80/sctp',
    'value: -v a:/b:z',
    'value: -v ./x:/y',
    'value: --mount type=bind,src=/a,dst=/b',
  ]);
  expect(
    left('docker run --pids-limit -2 --pids-limit many -e HOME -m lots --pid container:x --restart 3 --net a --net b ubuntu'),
  ).toEqual([
    ...[
      'value: --pids-limit -2',
      'value: --pids-limit many',
      'value: -e HOME',
      'value: -m lots',
      'value: --pid container:x',
      'value: --restart 3',
    ],
    'value: --net b',
  ]);
  expect(left('docker create --name')).toEqual(['create: docker create', 'value: --name']);
});

test('nothing is expanded: what a shell would change is named', () => {
  const line = 'docker run -v "$(pwd)":/src -e "HOME=$HOME" -e OK=1 --name $N ubuntu ls *.txt | wc -l';
  expect(read(line).run).toEqual(run({ env: ['OK=1'] }));
  expect(left(line)).toEqual([
    ...['shell: -v "$(pwd)":/src', 'shell: -e "HOME=$HOME"', 'shell: --name $N', 'shell: ls *.txt', 'shell: | wc -l'],
  ]);
  expect(read('docker run $IMAGE')).toMatchObject({ run: { image: '' }, notHeld: [{ text: '$IMAGE', why: 'shell' }] });
});

test('no limit of processes is none in the request, either', () => {
  for (const line of ['docker run --pids-limit 0 ubuntu', 'docker run --pids-limit=-1 ubuntu'])
    expect([read(line).run, left(line)]).toEqual([run({}), []]);
});

test('what is no docker run is not read', () => {
  for (const other of [
    '',
    'docker ps',
    'docker',
    'podman run ubuntu',
    'docker run "ubuntu',
    'docker container rm x',
    'echo docker run x',
  ])
    expect(parseRunLine(other), other).toBeNull();
  expect(read('docker run')).toMatchObject({ run: { image: '' }, notHeld: [] });
});

test('memory is written as it is read', () => {
  expect([64 * 2 ** 20, 2 ** 30, 1536 * 1024, 1000].map(memoryText)).toEqual(['64m', '1g', '1536k', '1000']);
  expect(['64m', '1.5g', '512 KiB', '100b', '7'].map(bytesOf)).toEqual([64 * 2 ** 20, 1.5 * 2 ** 30, 512 * 1024, 100, 7]);
  for (const wrong of ['', 'm', '1x', '-1', '1e3', '64mm']) expect(bytesOf(wrong), wrong).toBeNaN();
});

/** Of a pattern of the schema: letters that it is made of, and what means something to a shell or to Docker. */
const textOf = (first: string, more: string, maxLength = 12) =>
  fc
    .tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...more), maxLength }))
    .map(([head, tail]) => `${head}${tail}`);
const name = textOf('aZ9', 'aZ9_.-').map((text) => `${text}x`);
const path = fc.string({ unit: fc.constantFrom(...'aB/ .,=$\'"\\~*-'), maxLength: 12 }).map((text) => `/${text}`);
const value = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'a=:$`\'"\\ \n\r\t;|&#~*-') }));
const noNul = value.map((text) => text.replaceAll('\0', ''));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const port = fc.integer({ min: 1, max: 65535 });

const requests: fc.Arbitrary<RunContainer> = fc
  .record({
    image: fc.constantFrom(
      'ubuntu',
      'localhost:5000/team/app:1.0',
      `sha256:${'ab'.repeat(32)}`,
      `ubuntu@sha256:${'cd'.repeat(32)}`,
    ),
    name: maybe(name),
    command: some(noNul),
    entrypoint: maybe(fc.string({ unit: fc.constantFrom(...'aB/ $\'"\\-') })),
    ...{ tty: fc.boolean(), interactive: fc.boolean(), autoRemove: fc.boolean(), privileged: fc.boolean() },
    env: some(fc.tuple(textOf('aZ_', 'aZ9_'), noNul).map((pair) => pair.join('='))),
    labels: some(fc.tuple(textOf('-aZ."$', 'aZ9.- $'), noNul).map((pair) => pair.join('='))),
    ports: some(
      fc.record({
        hostIp: maybe(fc.oneof(fc.ipV4(), fc.ipV6())),
        hostPort: maybe(port),
        containerPort: port,
        protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      }),
    ),
    volumes: some(
      fc.oneof(
        fc.record({ source: fc.oneof(name, path), target: path, readOnly: fc.boolean() }),
        fc.record({ target: path, readOnly: fc.constant(false) }),
      ),
    ),
    network: maybe(
      fc.oneof(
        name,
        name.map((text) => `container:${text}`),
      ),
    ),
    memoryBytes: maybe(
      fc.oneof(
        fc.integer({ min: 6, max: 5000 }).map((n) => n * 2 ** 20),
        fc.integer({ min: 6 * 2 ** 20, max: 2 ** 50 }),
      ),
    ),
    cpus: maybe(fc.integer({ min: 10_000_000, max: 1_024_000_000_000 }).map((nano) => nano / 1e9)),
    pids: maybe(fc.integer({ min: 1, max: 4_194_304 })),
    restart: maybe(fc.constantFrom('no' as const, 'always' as const, 'unless-stopped' as const, 'on-failure' as const)),
    restartRetries: maybe(fc.integer({ min: 1, max: 1_000_000 })),
    user: maybe(textOf('aZ9_', 'aZ9_.-').chain((user) => fc.constantFrom(user, `${user}:0`))),
    workdir: maybe(path),
    capAdd: some(textOf('aZ', 'AZ_').map((text) => `${text}x`)),
    pid: maybe(fc.constant('host' as const)),
    devices: some(path.map((text) => `/dev${text}x:rw`)),
  })
  .filter((request) => runContainerSchema.safeParse(request).success);

test('a request that is written as a line is read back as the same', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const attached = request.interactive && request.tty;
      for (const chosen of attached ? [true, false] : [false]) {
        const back = read(writeRunLine(request, chosen));
        expect([back.run, back.attached, back.notHeld]).toEqual([request, chosen, []]);
      }
    }),
    { numRuns: 1000 },
  );
});

test('whatever is pasted is read or not, and never fails', () => {
  const word = fc.oneof(
    fc.constantFrom('-p', '-v', '-itd', '--name', '-m', '--mount', '-e', '--', '"', '$(', '\\', '-', '=', ':'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const parsed = parseRunLine(`docker run ${words.join(' ')}`);
      if (parsed) expect(parseRunLine(writeRunLine(parsed.run))).not.toBeNull();
    }),
    { numRuns: 1000 },
  );
});
