import { describe, expect, test } from 'vitest';
import { blankRun } from '@/lib/shared/run-line';
import { dockerLab, failing, pull } from '@/lib/testing/docker-lab';
import { cleanDocker, quiet, until } from '@/lib/testing/test-lab';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { DockerEngine } from './engine';
import { createLiveModel } from './live-model';

const t = dockerLab('netvol');
const plain = { ...blankRun(), image: 'busybox' };

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const on = <T>(work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>) => t.on(which, work);

  test('volumes: who mounts them, and none that is mounted goes', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      for (let press = 0; press < 2; press++) expect(await engine.volumes.create('data')).toBe('data');
      await ssh.run('docker run -d --name mounts -v data:/data -v /anonymous busybox sleep 600' as RemoteCommand);
      const volumes = await engine.volumes.list();
      const listed = (await ssh.run('docker volume ls -q' as RemoteCommand)).stdout.toString().trim().split('\n');
      expect(volumes.map(({ name }) => name)).toEqual(listed.sort());
      expect(volumes.find(({ name }) => name === 'data')).toMatchObject({
        ...{ driver: 'local', mountpoint: '/var/lib/docker/volumes/data/_data', isAnonymous: false },
        usedBy: [{ name: 'mounts', isRunning: true }],
      });
      const anonymous = volumes.find(({ isAnonymous }) => isAnonymous)?.name ?? '';
      expect(anonymous).toMatch(/^[a-f0-9]{64}$/);
      await ssh.run('docker volume create --label tier=back -o type=tmpfs -o device=tmpfs fast' as RemoteCommand);
      expect(await engine.volumes.inspectAll('fast')).toMatchObject({
        ...{ Name: 'fast', Driver: 'local', Scope: 'local', Mountpoint: '/var/lib/docker/volumes/fast/_data' },
        ...{ Labels: { tier: 'back' }, Options: { type: 'tmpfs', device: 'tmpfs' } },
      });
      await engine.volumes.remove('fast');
      await expect(engine.volumes.inspectAll('fast')).rejects.toThrow(failing('volume_not_found'));
      expect(await engine.images.inspectAll('busybox')).toMatchObject({
        ...{ Id: (await engine.images.inspect('busybox')).id, RepoTags: ['busybox:latest'], Os: 'linux' },
        RootFS: { Type: 'layers' },
      });
      await expect(engine.images.inspectAll('nobody')).rejects.toThrow(failing('image_not_found'));
      await expect(engine.volumes.remove('data')).rejects.toThrow(failing('volume_in_use'));
      await engine.containers.remove('mounts', true);
      for (const name of ['data', anonymous]) await engine.volumes.remove(name);
      await expect(engine.volumes.remove('data')).rejects.toThrow(failing('volume_not_found'));
      expect(await engine.volumes.list()).toEqual([]);
    }));

  test('networks: made, connected, disconnected and removed, twice each', () =>
    on(async (engine, ssh) => {
      const { networks } = engine;
      const docker = async (command: string) => (await ssh.run(command as RemoteCommand)).stdout.toString().trim();
      // Who the node takes for its two ends (sshd, environment of a session).
      const [client, , server] = (await docker('echo $SSH_CONNECTION')).split(' ');
      expect(ssh.addresses).toEqual([client, server]);
      await pull(engine, 'busybox');
      const app = { name: 'app', driver: 'bridge', subnet: '172.30.7.0/24', gateway: '172.30.7.9', internal: true } as const;
      const id = await networks.create(app);
      await expect(networks.create(app)).rejects.toThrow(failing('network_name_taken'));
      const plainOne = { driver: 'bridge', internal: false } as const;
      const refused = [
        [{ ...plainOne, name: 'overlapping', subnet: '172.30.0.0/16' }, 'network_overlaps'],
        [{ ...plainOne, name: 'wrong', subnet: '172.31.7.0/24', gateway: '10.9.9.9' }, 'network_subnet_invalid'],
      ] as const;
      for (const [input, code] of refused) await expect(networks.create(input)).rejects.toThrow(failing(code));
      for (const name of ['bridge', 'host', 'none'])
        await expect(networks.create({ ...plainOne, name })).rejects.toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^network_(predefined|name_taken)$/) }),
        );

      await engine.containers.run({ ...plain, image: 'busybox', name: 'web', command: ['sleep', '600'] });
      await docker('docker create --name idle --network app busybox true; docker create --name free busybox true');
      await docker('docker run -d --name alone --network none busybox sleep 600');
      await docker('docker run -d --name hosted --network host busybox sleep 600');
      const told: string[][] = [];
      const model = createLiveModel(engine, { changed: (topics) => told.push(topics), log: quiet });
      await model.open();
      await networks.connect('app', { container: 'web', alias: 'db' });
      await until(
        'the event',
        () => told.flat(),
        (topics) => topics.includes('networks'),
      );
      model.close();
      expect(await docker(`docker inspect -f '{{json .NetworkSettings.Networks.app.Aliases}}' web`)).toContain('"db"');
      await networks.connect(id.slice(0, 12), { container: 'free' });
      // Docker itself takes one that does not run twice.
      for (const container of ['web', 'free', 'idle'])
        await expect(networks.connect('app', { container })).rejects.toThrow(failing('network_connected'));
      await expect(networks.connect('gone', { container: 'free' })).rejects.toThrow(failing('network_not_found'));
      await expect(networks.connect('app', { container: 'nobody' })).rejects.toThrow(failing('container_not_found'));
      for (const container of ['alone', 'hosted'])
        await expect(networks.connect('app', { container })).rejects.toThrow(failing('network_mode_fixed'));
      await expect(networks.connect('host', { container: 'web' })).rejects.toThrow(failing('network_mode_fixed'));
      await expect(networks.disconnect('host', { container: 'hosted', force: false })).rejects.toThrow(
        failing('network_mode_fixed'),
      );

      const listed = await networks.list();
      const ids = (await docker('docker network ls -q --no-trunc')).split('\n');
      expect(listed.map((network) => network.id).sort()).toEqual(ids.sort());
      expect(listed.filter(({ isPredefined }) => isPredefined).map(({ name }) => name)).toEqual(['bridge', 'host', 'none']);
      const address = await docker(`docker inspect -f '{{.NetworkSettings.Networks.app.IPAddress}}' web`);
      expect(address).toMatch(/^172\.30\.7\./);
      expect(listed.find(({ name }) => name === 'app')).toMatchObject({
        ...{ id, driver: 'bridge', scope: 'local', internal: true, isPredefined: false },
        subnets: [{ subnet: '172.30.7.0/24', gateway: '172.30.7.9' }],
        containers: [
          { name: 'free', isRunning: false, ipv4: null },
          { name: 'idle', isRunning: false, ipv4: null },
          { name: 'web', isRunning: true, ipv4: address },
        ],
      });
      const { id: webId } = await engine.containers.inspect('web', { size: false });
      expect(await networks.inspectAll(id)).toMatchObject({
        ...{ Id: id, Name: 'app', Driver: 'bridge', Internal: true, IPAM: { Config: [{ Subnet: '172.30.7.0/24' }] } },
        Containers: { [webId]: { Name: 'web', IPv4Address: `${address}/24` } },
      });
      const on = listed.filter(({ containers }) => containers.some(({ name }) => name === 'web'));
      expect(on.map(({ name }) => name)).toEqual(['app', 'bridge']);

      await expect(networks.remove('app')).rejects.toThrow(failing('network_in_use'));
      await expect(networks.remove('bridge')).rejects.toThrow(failing('network_predefined'));
      for (const container of ['web', 'free', 'idle']) {
        await networks.disconnect('app', { container, force: false });
        for (const force of [false, true])
          await expect(networks.disconnect('app', { container, force })).rejects.toThrow(failing('network_not_connected'));
      }
      await expect(networks.disconnect('app', { container: 'nobody', force: false })).rejects.toThrow(
        failing('container_not_found'),
      );
      await networks.remove('app');
      await expect(networks.remove('app')).rejects.toThrow(failing('network_not_found'));
      await expect(networks.inspectAll('app')).rejects.toThrow(failing('network_not_found'));
      await expect(networks.disconnect('app', { container: 'web', force: false })).rejects.toThrow(failing('network_not_found'));
      await cleanDocker(engine);
    }));

  test('a container tells its networks, mounts, settings and health check, and how it ended', () =>
    on(async (engine, ssh) => {
      const docker = async (command: string) => (await ssh.run(command as RemoteCommand)).stdout.toString().trim();
      const { containers, networks } = engine;
      await pull(engine, 'busybox');
      for (const name of ['app', 'back']) await networks.create({ name, driver: 'bridge', internal: false });
      await docker(`docker run -d --name full --network app --network-alias db -v data:/data -v /etc:/mnt:ro --tmpfs /scratch \
        -e A=1 --label tier=front --restart on-failure:3 -m 64m --cpus 0.5 --pids-limit 100 -u 1000:1000 -w /srv --entrypoint sleep \
        --health-cmd 'echo well' --health-interval 1s --health-retries 2 busybox 600`);
      const detail = await until(
        'the first run of the health check',
        () => containers.overview('full'),
        ({ healthCheck }) => healthCheck?.state === 'healthy',
      );
      const addressOn = (network: string) =>
        docker(`docker inspect -f '{{.NetworkSettings.Networks.${network}.IPAddress}}' full`);
      const app = {
        name: 'app',
        ipv4: await addressOn('app'),
        ipv6: null,
        gateway: expect.stringMatching(/^172\./),
        aliases: ['db'],
      };
      expect(app.ipv4).toMatch(/^172\./);
      expect(detail).toMatchObject({
        ...{ entrypoint: ['sleep'], user: '1000:1000', workingDir: '/srv', networks: [app], networkOf: null, exit: null },
        labels: expect.arrayContaining([{ key: 'tier', value: 'front' }]),
        mounts: [
          { type: 'volume', source: 'data', target: '/data', readOnly: false },
          { type: 'bind', source: '/etc', target: '/mnt', readOnly: true },
          { type: 'tmpfs', source: '', target: '/scratch', readOnly: false },
        ],
        restart: { policy: 'on-failure', retriesMax: 3, count: 0 },
        limits: { memoryBytes: 64 * 1024 * 1024, cpus: 0.5, pids: 100 },
        healthCheck: { command: 'echo well', intervalMs: 1_000, retries: 2, failures: 0 },
      });
      expect(detail.env).toContain('A=1');
      expect(detail.healthCheck?.outputs[0]).toMatchObject({ exitCode: 0, text: 'well' });
      await networks.connect('back', { container: 'full' });
      const back = { name: 'back', ipv4: await addressOn('back'), aliases: [] };
      expect((await containers.overview('full')).networks).toMatchObject([app, back]);
      await networks.disconnect('app', { container: 'full', force: false });
      expect((await containers.overview('full')).networks).toMatchObject([back]);
      await docker('docker run -d --name beside --network container:full busybox sleep 600');
      expect(await containers.overview('beside')).toMatchObject({ networkOf: detail.id, networks: [] });

      await docker('docker kill full beside');
      const killed = () => containers.overview('full');
      expect(await until('it to have ended', killed, ({ exit }) => exit !== null)).toMatchObject({
        networks: [{ name: 'back', ipv4: null, gateway: null }],
        exit: { code: 137, isOutOfMemory: false, error: '', finishedAt: expect.stringMatching(/Z$/) },
      });
      await docker('docker run -d --name fails --restart on-failure:2 busybox false');
      const restarted = () => containers.overview('fails');
      expect(await until('both restarts', restarted, ({ restart }) => restart.count === 2)).toMatchObject({
        restart: { count: 2 },
      });
      await docker('docker create --name plain busybox no-such-command; docker start plain || true');
      expect(await containers.overview('plain')).toMatchObject({
        ...{ mounts: [], restart: { policy: 'no', count: 0 }, limits: { memoryBytes: null, cpus: null, pids: null } },
        ...{ healthCheck: null, exit: { code: 127, error: expect.stringContaining('no-such-command') } },
      });
      await expect(containers.overview('nobody')).rejects.toThrow(failing('container_not_found'));
      for (const name of ['full', 'beside', 'fails', 'plain']) await containers.remove(name, true);
      for (const name of ['app', 'back']) await networks.remove(name);
      await engine.volumes.remove('data');
      await cleanDocker(engine);
    }));
});
