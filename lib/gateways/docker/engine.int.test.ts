import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { LogLine } from '@/lib/shared/containers';
import type { LayersProgress } from '@/lib/shared/jobs';
import { blankRun, parseRunLine } from '@/lib/shared/run-line';
import { everyField, everyFieldInspected, pickAsked } from '@/lib/testing/asked-container';
import { breakingRegistry } from '@/lib/testing/breaking-registry';
import { dockerLab, failing, pull, shell } from '@/lib/testing/docker-lab';
import { cleanDocker, quiet, until } from '@/lib/testing/test-lab';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { DockerEngine } from './engine';
import { createLiveModel } from './live-model';

const t = dockerLab('engine');
const plain = { ...blankRun(), image: 'busybox' };
const sleeping = { ...plain, command: ['sleep', '600'] };

// At once on both: before it gives up, Docker tries again for 75 seconds.
test.concurrent.each(['old', 'recent'] as const)(
  'on the %s node a registry that breaks off mid-pull fails the pull',
  (which) =>
    t.on(which, async (engine) => {
      await cleanDocker(engine);
      const { address, close } = await breakingRegistry(t.lab, 2_000_000);
      await expect(pull(engine, `${address}/library/ubuntu`)).rejects.toThrow(failing('registry_unreachable'));
      expect((await engine.images.list()).flatMap((i) => i.tags)).not.toContain(`${address}/library/ubuntu:latest`);
      close();
    }),
  480_000,
);

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const on = <T>(work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>) => t.on(which, work);

  test('the facts tell the age and the image store', () =>
    on(async (engine) => {
      const facts = await engine.system.facts();
      expect(facts.store).toBe(which === 'old' ? 'overlay2' : 'containerd');
      expect(facts.hostname).toBe(t[which].name);
    }));

  test('a pull shows each of its layers and ends with the image there', () =>
    on(async (engine) => {
      await cleanDocker(engine);
      const seen: LayersProgress[] = [];
      await engine.images.pull('ubuntu', (progress) => seen.push(progress), new AbortController().signal);
      expect(seen.at(-1)?.layers.length).toBeGreaterThanOrEqual(4);
      expect((await engine.images.list()).flatMap((i) => i.tags)).toContain('ubuntu:latest');
    }));

  test('an image that does not exist is told as such', () =>
    on(async (engine) => {
      await expect(pull(engine, `${t.lab.registry.host}:5000/library/no-such-image`)).rejects.toThrow(failing('image_not_found'));
    }));

  test(
    'run, name taken, port taken, unknown command, stop, remove',
    () =>
      on(async (engine) => {
        await pull(engine, 'busybox');
        const published = { ...sleeping, ports: [{ hostPort: 8099, containerPort: 80, protocol: 'tcp' as const }] };
        const web = await engine.containers.run({ ...published, name: 'web' });
        expect(web).toMatchObject({ name: 'web', state: 'running', ports: [{ hostPort: 8099, containerPort: 80 }] });
        await expect(engine.containers.run({ ...plain, name: 'web' })).rejects.toThrow(failing('container_name_taken'));
        await expect(engine.containers.run({ ...published, name: 'web2' })).rejects.toThrow(failing('port_taken'));
        await expect(engine.containers.run({ ...plain, name: 'web3', command: ['no-such-command'] })).rejects.toThrow(
          failing('command_not_found'),
        );
        await expect(engine.containers.run({ ...plain, image: 'no-such-image' })).rejects.toThrow(failing('image_not_found'));
        // What could not start does not keep its name.
        expect((await engine.containers.list()).map((c) => c.name)).toEqual(['web']);
        await expect(engine.containers.remove('web', false)).rejects.toThrow(failing('container_running'));
        await expect(engine.images.remove('busybox', false)).rejects.toThrow(failing('image_in_use'));
        await engine.containers.stop('web', 0);
        await engine.containers.stop('web', 0);
        await engine.containers.remove('web', false);
        await expect(engine.containers.inspect('web')).rejects.toThrow(failing('container_not_found'));
      }),
    480_000,
  );

  test('a container with every field of the form is the one that docker run makes of its line', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      await ssh.run('docker network create asked' as RemoteCommand);
      const made = async () => {
        const [all] = JSON.parse((await ssh.run('docker inspect full' as RemoteCommand)).stdout.toString());
        await engine.containers.remove('full', true);
        return pickAsked(all);
      };
      const { run = plain, notHeld } = parseRunLine(everyField) ?? {};
      expect(notHeld).toEqual([]);
      await engine.containers.run(run);
      const byPanel = await made();
      expect(byPanel).toMatchObject(everyFieldInspected);
      await ssh.run(everyField as RemoteCommand);
      expect(await made()).toEqual(byPanel);
      for (const { name } of await engine.volumes.list()) await engine.volumes.remove(name);
      await ssh.run('docker network rm asked' as RemoteCommand);
      await expect(engine.containers.run({ ...plain, network: 'asked' })).rejects.toThrow(failing('network_not_found'));
      expect(await engine.containers.list()).toEqual([]);
    }));

  test('restart, pause, signals, a new name, limits and a commit', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      const { id } = await engine.containers.run({ ...sleeping, name: 'told' });
      const stateNow = async () => (await engine.containers.inspect(id)).state;
      // Twice is as good as once: two people may press at the same moment.
      for (let press = 0; press < 2; press++) await engine.containers.pause(id);
      expect(await stateNow()).toBe('paused');
      for (let press = 0; press < 2; press++) await engine.containers.unpause(id);
      expect(await stateNow()).toBe('running');
      await engine.containers.kill(id, 'SIGKILL');
      await until('it to have ended', stateNow, (state) => state === 'exited');
      for (const refused of [engine.containers.kill(id, 'SIGTERM'), engine.containers.pause(id)])
        await expect(refused).rejects.toThrow(failing('container_not_running'));
      expect((await engine.containers.stats(id)).at).toBeNull();
      await expect(engine.containers.processes(id)).rejects.toThrow(failing('container_not_running'));
      await engine.containers.restart(id, 0);
      expect(await stateNow()).toBe('running');
      const usage = await engine.containers.stats(id);
      // Where the kernel lets nested nodes see their cgroups it counts; else docker stats says nothing either.
      const told = await ssh.run(`docker stats --no-stream --format '{{.PIDs}}' told` as RemoteCommand);
      expect(String(usage.pids)).toBe(told.stdout.toString().trim());
      const reading = new AbortController();
      const samples = engine.containers.followStats(id, reading.signal);
      const sampled = [(await samples.next()).value, (await samples.next()).value];
      expect(sampled.map((sample) => sample?.pids)).toEqual([usage.pids, usage.pids]);
      if (usage.pids > 0) expect(sampled[1]?.systemNs).toBeGreaterThan(sampled[0]?.systemNs ?? 0);
      // Docker goes on with one that has stopped, and ends with one that is gone.
      await engine.containers.stop(id, 0);
      for (let at = sampled[1]?.at ?? null; at !== null; ) at = (await samples.next()).value?.at ?? null;
      await engine.containers.start(id);
      reading.abort();
      expect(await samples.next()).toEqual({ done: true, value: undefined });
      await expect(engine.containers.followStats('nobody', new AbortController().signal).next()).rejects.toThrow(
        failing('container_not_found'),
      );
      const { titles, rows } = await engine.containers.processes(id);
      expect(rows.map((row) => row[titles.indexOf('CMD')])).toEqual(['sleep 600']);
      expect(await engine.containers.inspectAll(id)).toMatchObject({ Id: id, Path: 'sleep' });

      for (let press = 0; press < 2; press++) await engine.containers.rename(id, 'renamed');
      await engine.containers.run({ ...plain, name: 'other', command: ['true'] });
      await expect(engine.containers.rename('other', 'renamed')).rejects.toThrow(failing('container_name_taken'));

      // The second is above the swap that came with the first.
      for (const mebibytes of [64, 256]) await engine.containers.limit('renamed', { memoryBytes: mebibytes * 1024 * 1024 });
      await engine.containers.limit('renamed', { cpus: 0.5, pids: 100, restart: 'unless-stopped' });
      const format =
        '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}';
      const limits = await ssh.run(`docker inspect -f '${format}' renamed` as RemoteCommand);
      expect(limits.stdout.toString().trim()).toBe('268435456 500000000 100 unless-stopped');
      await engine.containers.limit('renamed', { pids: null });
      const lifted = await ssh.run(`docker inspect -f '${format}' renamed` as RemoteCommand);
      expect(lifted.stdout.toString().trim()).toBe('268435456 500000000 0 unless-stopped');

      await ssh.run(`docker exec renamed sh -c 'echo hello > /hello.txt'` as RemoteCommand);
      const made = { image: 'localhost:5000/mine/1.0', author: 'sds', message: 'add hello.txt', pause: true };
      const imageId = await engine.containers.commit('renamed', made);
      expect((await engine.images.list()).find((image) => image.id === imageId)?.tags).toEqual([`${made.image}:latest`]);
      expect(await engine.images.about(made.image)).toMatchObject({ author: 'sds', comment: 'add hello.txt' });
      await expect(engine.containers.commit('nobody', made)).rejects.toThrow(failing('container_not_found'));
      for (const name of ['renamed', 'other']) await engine.containers.remove(name, true);
      await engine.images.remove(made.image, false);
    }));

  test('logs come apart into output and errors, and follow until the container stops', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      await engine.containers.run({
        ...plain,
        name: 'talk',
        command: ['sh', '-c', 'echo one; echo two >&2; sleep 1; echo three'],
      });
      const read = async (since?: string, minutes?: number): Promise<LogLine[]> => {
        const all: LogLine[] = [];
        const start = { tail: 100, since, minutes };
        for await (const batch of engine.containers.followLogs('talk', start, new AbortController().signal)) all.push(...batch);
        return all;
      };
      const lines = await read();
      expect(lines.map((l) => `${l.stream} ${l.text}`).sort()).toEqual(['stderr two', 'stdout one', 'stdout three']);
      // A page that was cut off after the first second goes on with the last line it has.
      expect((await read(lines.at(-1)?.at ?? '')).map((l) => l.text)).toEqual(['three']);
      expect((await read(undefined, 60)).length).toBe(3);
      expect((await read('2100-01-01T00:00:00.000Z', 60)).length).toBe(0);
      expect((await engine.containers.logs('talk', 1)).map((l) => l.text)).toEqual(['three']);
      for (const timestamps of [false, true]) {
        const all = await text(await engine.containers.openLog('talk', { timestamps }, new AbortController().signal));
        expect(all.trim()).toBe(await shell(ssh, `docker logs ${timestamps ? '-t' : ''} talk 2>&1`));
      }
      await engine.containers.remove('talk', true);
    }));

  test('the log so far of a container that runs on in silence is answered at once', () =>
    on(async (engine) => {
      await pull(engine, 'busybox');
      await engine.containers.run({
        ...plain,
        name: 'quiet',
        command: ['sh', '-c', 'echo said; exec sleep 600'],
      });
      // Past the deadline of a log (60 s) this would fail; a daemon of 20.10 used to wait for the next line.
      const textOf = async () => (await engine.containers.logs('quiet', 10)).map((l) => l.text).join();
      await until('its one line', textOf, (text) => text === 'said');
      await engine.containers.remove('quiet', true);
    }));

  test('exec is a terminal in the container, and closing it ends its shell', () =>
    on(async (engine) => {
      await pull(engine, 'busybox');
      const box = await engine.containers.run({ ...sleeping, name: 'box' });
      const pty = await engine.exec.open('box', { argv: ['sh'], cols: 91, rows: 17 });
      let text = '';
      pty.output.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      pty.resize(99, 22);
      await until(
        'the shell to know its size',
        () => {
          pty.write(Buffer.from('stty size\n'));
          return text;
        },
        (now) => now.includes('22 99'),
      );
      const other = await engine.exec.open('box', { argv: ['sh', '-c', 'exit 3'], cols: 80, rows: 24 });
      other.output.resume();
      expect(await other.ended).toEqual({ reason: 'exited', exitCode: 3 });
      pty.close();
      await pty.ended;
      await until(
        'the shell to be gone',
        () => shellsIn(engine, 'box'),
        (n) => n === 0,
      );
      await engine.containers.remove(box.id, true);
    }));

  test('the live model hears what is done elsewhere, and is right after more events than Docker remembers', () =>
    on(async (engine) => {
      await pull(engine, 'busybox');
      let changes = 0;
      const model = createLiveModel(engine, { changed: () => changes++, log: quiet });
      await model.open();
      await engine.containers.run({ ...sleeping, name: 'heard' });
      await until(
        'the model to know it',
        () => model.lists.containers.map((c) => c.name),
        (names) => names.includes('heard'),
      );
      await engine.containers.remove('heard', true);
      await until(
        'the model to forget it',
        () => model.lists.containers.map((c) => c.name),
        (names) => !names.includes('heard'),
      );
      expect(changes).toBeGreaterThan(0);
      model.close();
      // A gap: whatever happened while nobody listened, a new model begins with the truth.
      await engine.containers.run({ ...sleeping, name: 'unheard' });
      const next = createLiveModel(engine, { changed: () => {}, log: quiet });
      await next.open();
      expect(next.lists.containers.map((c) => c.name)).toEqual(['unheard']);
      next.close();
      await engine.containers.remove('unheard', true);
    }));

  test('a container that ends by itself is soon shown as ended, with nothing else happening on the node', () =>
    on(async (engine) => {
      await cleanDocker(engine);
      await pull(engine, 'busybox');
      const model = createLiveModel(engine, { changed: () => {}, log: quiet });
      await model.open();
      await engine.containers.run({ ...plain, name: 'brief', command: ['sh', '-c', 'sleep 1; exit 7'] });
      await until(
        'the model to know that it ended',
        () => model.lists.containers.map((c) => [c.state, c.exitCode, c.startedAt]),
        (rows) => rows.some(([state, code, startedAt]) => state === 'exited' && code === 7 && startedAt === null),
      );
      model.close();
      await engine.containers.remove('brief', true);
    }));

  test('since when a container runs is what Docker says, and the version spoken is one both sides know', () =>
    on(async (engine) => {
      await pull(engine, 'busybox');
      const ran = await engine.containers.run({ ...sleeping, name: 'since' });
      expect(ran.startedAt).toBe((await engine.containers.inspect('since')).startedAt);
      await engine.containers.remove('since', true);
    }));

  test(
    'forty terminals are opened and closed, nothing of them is left, and Docker goes on answering',
    () =>
      on(async (engine) => {
        await pull(engine, 'busybox');
        await engine.containers.run({ ...sleeping, name: 'many' });
        for (let i = 0; i < 40; i++) {
          const pty = await engine.exec.open('many', { argv: ['sh'], cols: 80, rows: 24 });
          pty.output.resume();
          pty.close();
          await pty.ended;
        }
        await engine.exec.settled();
        // The last of them has been told to end, and may not have yet.
        await until(
          'no shell left',
          () => shellsIn(engine, 'many'),
          (left) => left === 0,
        );
        await engine.containers.remove('many', true);
      }),
    480_000,
  );

  test('Korean is typed, taken back and printed by letters, and Ctrl-P is a key like any other', () =>
    on(async (engine) => {
      await pull(engine, 'ubuntu');
      await engine.containers.run({ ...plain, image: 'ubuntu', name: 'hangul', command: ['sleep', '600'] });
      const pty = await engine.exec.open('hangul', { argv: ['bash', '--norc'], cols: 80, rows: 24 });
      let text = '';
      pty.output.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
      const said = () => Buffer.from(text, 'latin1').toString();
      await until('the prompt', said, (now) => now.includes('#') || now.includes('$'));
      for (const key of ['echo "["가나다', '\x7f', '라"]"\n']) pty.write(Buffer.from(key));
      await until('the line', said, (now) => now.includes('[가나라]'));
      // With Docker's own detach keys the shell would end here.
      for (const key of ['\x10', '\x11', '\x15', 'echo still-$((40+2))\n']) pty.write(Buffer.from(key));
      await until('the shell to go on', said, (now) => now.includes('still-42'));
      pty.close();
      await engine.containers.remove('hangul', true);
    }));

  test('a terminal whose container stops says so, and in a paused container or an image without a shell there is none', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      await engine.containers.run({ ...sleeping, name: 'stops' });
      const pty = await engine.exec.open('stops', { argv: ['sh'], cols: 80, rows: 24 });
      pty.output.resume();
      await engine.containers.stop('stops', 0);
      expect((await pty.ended).reason).toBe('container_stopped');
      await engine.containers.start('stops');
      const endsBy = async (command: string) => {
        const terminal = await engine.exec.open('stops', { argv: ['sleep', '600'], cols: 80, rows: 24 });
        terminal.output.resume();
        await ssh.run(command as RemoteCommand);
        expect((await terminal.ended).reason, command).toBe('container_stopped');
      };
      await endsBy('docker restart -t 0 stops');
      await ssh.run('docker pause stops' as RemoteCommand);
      await expect(engine.exec.open('stops', { argv: ['sh'], cols: 80, rows: 24 })).rejects.toThrow(failing('container_paused'));
      await ssh.run('docker unpause stops' as RemoteCommand);
      await ssh.run('docker exec stops rm /bin/sh' as RemoteCommand);
      await expect(engine.exec.open('stops', { argv: ['/bin/sh'], cols: 80, rows: 24 })).rejects.toThrow(
        failing('shell_missing'),
      );
      await endsBy('docker rm -f stops');
    }));

  test('a terminal that is closed while its container is paused is ended when the container goes on', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      await engine.containers.run({ ...sleeping, name: 'frozen' });
      const model = createLiveModel(engine, { changed: () => {}, log: quiet });
      await model.open();
      const pty = await engine.exec.open('frozen', { argv: ['sh', '-c', 'cat'], cols: 80, rows: 24 });
      pty.output.resume();
      await ssh.run('docker pause frozen' as RemoteCommand);
      pty.close();
      await engine.exec.settled();
      await ssh.run('docker unpause frozen' as RemoteCommand);
      const left = async () => (await ssh.run('docker top frozen' as RemoteCommand)).stdout.toString().split('\n').length;
      // The head, `sleep`, and the end of the last line.
      await until('nothing but its own program to run', left, (lines) => lines === 3);
      model.close();
      await engine.containers.remove('frozen', true);
    }));
});

async function shellsIn(engine: DockerEngine, container: string): Promise<number> {
  const probe = await engine.exec.open(container, { argv: ['ps'], cols: 80, rows: 24 });
  let listed = '';
  probe.output.on('data', (chunk: Buffer) => {
    listed += chunk.toString();
  });
  await probe.ended;
  return listed.split('\n').filter((line) => /\bsh\s*$/.test(line.trim())).length;
}
