import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { digestOf } from '@/lab/images';
import { execOnNode, startDockerd, stopDockerd } from '@/lab/lab';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import type { AppError } from '@/lib/core/errors';
import { findConfigHistory } from '@/lib/features/layers/find-config';
import { createBus } from '@/lib/gateways/bus/bus';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { LayersProgress } from '@/lib/shared/jobs';
import { breakingRegistry } from '@/lib/testing/breaking-registry';
import { dockerLab, failing, pull, shell } from '@/lib/testing/docker-lab';
import { cleanDocker, until } from '@/lib/testing/test-lab';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { imageHistory } from './image-history';
import { pullOnNode } from './pull-on-node';
import { removeWithTags } from './remove-with-tags';

const lab = 'images';
const t = dockerLab(lab);
const tagsOf = async (engine: DockerEngine) => (await engine.images.list()).flatMap(({ tags }) => tags).sort();

const push = (engine: DockerEngine, ref: string, onProgress: (progress: LayersProgress) => void = () => {}) =>
  engine.images.push(ref, onProgress, new AbortController().signal);
const tagsThere = async (repository: string): Promise<string[] | null> => {
  const { host, port } = t.lab.registry;
  const answer = await fetch(`http://${host}:${port}/v2/${repository}/tags/list`);
  return ((await answer.json()) as { tags?: string[] | null }).tags ?? null;
};

// At once on both: before it gives up, Docker tries again for a minute.
test.concurrent.each(['old', 'recent'] as const)(
  'on the %s node a registry that breaks off mid-push fails the push, the image stays, and pushed again it is there',
  (which) =>
    t.on(which, async (engine) => {
      const { address, heal, close } = await breakingRegistry(t.lab, 2_000_000, 'requests');
      const name = `${address}/broken/${which}:1`;
      await pull(engine, 'ubuntu');
      await engine.images.tag('ubuntu', name);
      const seen: LayersProgress[] = [];
      await expect(push(engine, name, (progress) => seen.push(progress))).rejects.toThrow(failing('registry_unreachable'));
      expect(seen.some(({ layers }) => layers.some(({ phase }) => phase === 'uploading'))).toBe(true);
      expect(await tagsThere(`broken/${which}`)).toBeNull();
      expect(await tagsOf(engine)).toContain(name);
      heal();
      await push(engine, name);
      expect(await tagsThere(`broken/${which}`)).toEqual(['1']);
      close();
    }),
  480_000,
);

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const on = <T>(work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>) => t.on(which, work);

  test('a further tag, one tag less, and the image with all its tags', () =>
    on(async (engine, ssh) => {
      await cleanDocker(engine);
      await pull(engine, 'busybox');
      const name = 'localhost:5000/team/box';
      for (let press = 0; press < 2; press++) await engine.images.tag('busybox', `${name}:1`);
      const { id } = await engine.images.inspect('busybox');
      await engine.images.tag(id, name);
      expect(await tagsOf(engine)).toEqual(['busybox:latest', `${name}:1`, `${name}:latest`]);
      expect((await engine.images.inspect(`${name}:1`)).id).toBe(id);
      await expect(engine.images.tag('no-such-image', 'x')).rejects.toThrow(failing('image_not_found'));
      await expect(engine.images.tag('busybox', 'X:1')).rejects.toThrow(failing('image_reference_invalid'));
      expect(await engine.images.remove(`${name}:1`, false)).toMatchObject({ untagged: [`${name}:1`], deleted: [] });

      await shell(ssh, 'docker create --name holds busybox');
      await expect(removeWithTags(engine, id, false)).rejects.toThrow(failing('image_in_use'));
      expect(await tagsOf(engine)).toEqual(['busybox:latest', `${name}:latest`]);
      await engine.containers.remove('holds', true);
      const removed = await removeWithTags(engine, id, false);
      expect(removed.deleted).toContain(id);
      expect(await engine.images.list()).toEqual([]);
      await expect(removeWithTags(engine, id, false)).rejects.toThrow(failing('image_not_found'));
    }));

  test('what an image is, and which rows of its history are layers, as its own configuration says', () =>
    on(async (engine, ssh) => {
      await cleanDocker(engine);
      await pull(engine, 'busybox');
      const change = `-c 'ENV A=1' -c 'EXPOSE 80/tcp' -c 'VOLUME /data' -c 'USER www' -c 'WORKDIR /srv' -c 'LABEL by=sds' -c 'CMD ["sleep","9"]'`;
      await shell(ssh, 'docker run --name maker busybox touch /made');
      await shell(ssh, `docker commit -m 'made it' -a sds ${change} maker made:1`);
      await engine.containers.remove('maker', true);
      const told = await engine.images.overview('made:1');
      expect(told).toMatchObject({
        ...{ tags: ['made:1'], author: 'sds', comment: 'made it', cmd: ['sleep', '9'], ports: ['80/tcp'] },
        ...{ volumes: ['/data'], user: 'www', workingDir: '/srv', labels: [{ key: 'by', value: 'sds' }] },
      });
      expect(told.env).toContain('A=1');
      expect(told.platform).toBe(await shell(ssh, `docker image inspect -f '{{.Os}}/{{.Architecture}}' made:1`));
      expect(told.id).toBe(await shell(ssh, `docker image inspect -f '{{.Id}}' made:1`));

      const detail = await engine.images.inspect('made:1');
      const facts = await engine.system.facts();
      const config = await findConfigHistory(ssh, facts, detail.id, detail.diffIds);
      expect(config).toHaveLength(detail.history.length);
      const rows = imageHistory(detail, config);
      expect(rows[0]).toMatchObject({ comment: 'made it', isLayer: true, diffId: detail.diffIds.at(-1) });
      expect(rows.filter(({ isLayer }) => isLayer).map(({ diffId }) => diffId)).toEqual([...detail.diffIds].reverse());
      expect(rows.map(({ createdBy }) => createdBy)).toEqual(
        (await shell(ssh, `docker history --no-trunc --format '{{.CreatedBy}}' made:1`)).split('\n'),
      );
      // Without the configuration nothing is said that is not so.
      for (const [index, { isLayer }] of imageHistory(detail, null).entries())
        expect([null, rows[index]?.isLayer]).toContain(isLayer);
      await cleanDocker(engine);
    }));

  test('a push tells each of its layers and ends with the tag in the registry; a second one finds them there', () =>
    on(async (engine) => {
      await pull(engine, 'busybox');
      const { host, port } = t.lab.registry;
      const name = `${host}:${port}/pushed/${which}`;
      await engine.images.tag('busybox', `${name}:1`);
      const seen: LayersProgress[] = [];
      await push(engine, `${name}:1`, (progress) => seen.push(progress));
      const { diffIds } = await engine.images.inspect('busybox');
      expect(seen.at(-1)?.layers.length).toBeGreaterThanOrEqual(diffIds.length);
      expect(seen.at(-1)?.layers.every(({ phase }) => phase === 'complete' || phase === 'exists')).toBe(true);
      expect(await tagsThere(`pushed/${which}`)).toEqual(['1']);
      expect((await engine.images.overview(`${name}:1`)).digests.join()).toContain(`${name}@sha256:`);
      await push(engine, `${name}:1`, (progress) => seen.push(progress));
      expect(seen.at(-1)?.layers.some(({ phase }) => phase === 'exists')).toBe(true);
      await expect(push(engine, `${name}:none`)).rejects.toThrow(failing('image_tag_missing'));
      const abort = new AbortController();
      await engine.images.tag('busybox', `${name}-cancelled`);
      const cancelled = engine.images.push(`${name}-cancelled`, () => abort.abort(), abort.signal);
      await expect(cancelled).rejects.toThrow(failing('cancelled'));
    }));

  test('a registry that asks for a login, that denies, that is not there, and that speaks plain HTTP', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      const refusal = async (address: string) => {
        const name = `${address}/refused:1`;
        await engine.images.tag('busybox', name);
        const code = await push(engine, name).catch((error: unknown) => codeOf(error));
        await engine.images.remove(name, false);
        return code;
      };
      const login = await registryThat((_asked, answer) => {
        answer.writeHead(401, { 'www-authenticate': 'Basic realm="lab"' }).end();
      });
      expect(await refusal(login.address)).toBe('registry_push_login');
      login.close();
      const denies = await registryThat(({ method, url }, answer) => {
        const errors = [{ code: 'DENIED', message: 'requested access to the resource is denied' }];
        if (url === '/v2/') answer.writeHead(200).end('{}');
        // It has every layer: Docker tries the upload of one again for a minute.
        else if (method === 'HEAD' && url?.includes('/blobs/'))
          answer.writeHead(200, { 'content-length': '1', 'docker-content-digest': url.split('/').at(-1) }).end();
        else if (method === 'HEAD') answer.writeHead(404).end();
        else answer.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
      });
      expect(await refusal(denies.address)).toBe('registry_push_denied');
      denies.close();
      expect(await refusal('127.0.0.1:9')).toBe('registry_unreachable');
      // An address that is neither on the loopback nor in insecure-registries.
      await shell(ssh, 'ip addr replace 203.0.113.7/32 dev lo');
      await shell(ssh, `perl -MIO::Socket::INET -e '${plainHttp}' </dev/null >/dev/null 2>&1 &`);
      // Until it listens nobody answers there.
      await until(
        'plain HTTP to be told',
        () => refusal('203.0.113.7:5000'),
        (code) => code === 'registry_plain_http',
      );
      await shell(ssh, 'pkill perl; ip addr del 203.0.113.7/32 dev lo');
      await cleanDocker(engine);
    }));

  test('a pull on a disk with too little room for it says so, whatever Docker says, and with room it ends well', async () => {
    const node = t[which];
    const { subnet } = t.lab;
    const restart = async (mount: string) => {
      await stopDockerd(lab, node.name);
      expect((await execOnNode(lab, node.name, ['sh', '-c', mount])).code).toBe(0);
      await startDockerd(lab, subnet, node.name, node);
    };
    const attempt = () =>
      on(async (engine, ssh) => {
        const status = { state: 'ready', docker: { rootDir: '/var/lib/docker' } } as NodeStatus;
        const runtime = { fleet: { status: () => status, ssh: async () => ssh } as unknown as Fleet, bus: createBus(() => {}) };
        const pulling = { id: 'node', engine: async () => engine };
        await pullOnNode(runtime, pulling, 'ubuntu', () => {}, new AbortController().signal, null);
      });
    // A little less than its largest layer, and not so little that nothing could be unpacked there.
    await restart('mount -t tmpfs -o size=24m tmpfs /var/lib/docker');
    try {
      await expect(attempt()).rejects.toThrow(failing('disk_full'));
      expect(await on(tagsOf)).toEqual([]);
    } finally {
      await restart('umount -l /var/lib/docker');
    }
    await attempt();
    expect(await on(tagsOf)).toContain('ubuntu:latest');
    await on(cleanDocker);
  });

  test('an archive whose entries, or those of a layer, lead out of it writes nothing outside, and Docker goes on', () =>
    on(async (engine, ssh) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'berth-outward-'));
      try {
        const taken: string[] = [];
        for (const [what, archive] of outwardArchives(folder)) {
          const loaded = await engine.images.load(Readable.from([archive])).catch((error: unknown) => error as AppError);
          taken.push(`${what}: ${Array.isArray(loaded) ? loaded : `${loaded.code} ${loaded.detail}`}`);
          expect(await shell(ssh, 'ls -d /berth-out* /tmp/berth-out* /etc/berth-out* 2>/dev/null | wc -l'), what).toBe('0');
          expect(Array.isArray(loaded) || loaded.code === 'image_archive_invalid', taken.at(-1)).toBe(true);
        }
        await pull(engine, 'busybox');
      } finally {
        rmSync(folder, { recursive: true });
        await cleanDocker(engine);
      }
    }));

  test('an archive goes out and comes in again, packed or not, and what is none is told as that', () =>
    on(async (engine, ssh) => {
      await pull(engine, 'busybox');
      const never = new AbortController().signal;
      const { id } = await engine.images.inspect('busybox');
      const archive = await buffer(await engine.images.save('busybox', never));
      const names = await ssh.run('tar t' as RemoteCommand, { input: archive });
      expect(names.stdout.toString()).toContain('manifest.json');
      for (const bytes of [archive, gzipSync(archive)]) {
        await engine.images.remove('busybox', false);
        expect(await engine.images.load(Readable.from([bytes]))).toEqual(['busybox:latest']);
        expect((await engine.images.inspect('busybox')).diffIds.length).toBeGreaterThan(0);
      }
      if (which === 'old') expect((await engine.images.inspect('busybox')).id).toBe(id);
      await expect(engine.images.save('no-such-image', never)).rejects.toThrow(failing('image_not_found'));

      const invalid = failing('image_archive_invalid');
      const otherTar = (await ssh.run('tar c -C /etc hostname' as RemoteCommand)).stdout;
      // The long ones are refused while they are still being sent.
      const wrong = [
        Buffer.alloc(0),
        Buffer.from('no archive'),
        Buffer.alloc(20_000_000, 'x'),
        otherTar,
        archive.subarray(0, 3_000),
      ];
      for (const bytes of wrong) await expect(engine.images.load(Readable.from([bytes]))).rejects.toThrow(invalid);
      const brokenOff = Readable.from(
        (async function* () {
          yield archive.subarray(0, 3_000);
          throw new Error('The sender went away.');
        })(),
      );
      await expect(engine.images.load(brokenOff)).rejects.toThrow(failing('cancelled'));

      const abort = new AbortController();
      const left = await engine.images.save('busybox', abort.signal);
      left.once('data', () => abort.abort());
      await expect(buffer(left)).rejects.toThrow();
      expect(await tagsOf(engine)).toContain('busybox:latest');
      await cleanDocker(engine);
    }));
});

/** Archives as docker save writes them, of an image with one layer; in each something leads out of it. */
function outwardArchives(folder: string): Array<[what: string, archive: Buffer]> {
  const tar = (...args: string[]): Buffer => execFileSync('tar', ['c', '-P', ...args], { cwd: folder });
  writeFileSync(path.join(folder, 'file'), 'out\n');
  symlinkSync('/tmp', path.join(folder, 'link'));
  const outward: Array<[what: string, entries: string[]]> = [
    ['a name with ..', ['--transform=s,^file$,../../../../../../tmp/berth-out,', 'file']],
    ['an absolute name', ['--transform=s,^file$,/tmp/berth-out,', 'file']],
    ['a file below a link', ['--transform=s,^file$,link/berth-out,', 'link', 'file']],
  ];
  return outward.flatMap(([what, entries]) => {
    const image = (layer: Buffer, beside: string[]): Buffer => {
      const config = { architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [digestOf(layer)] } };
      writeFileSync(path.join(folder, 'layer.tar'), layer);
      writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
      const manifest = [{ Config: 'config.json', RepoTags: ['outward:1'], Layers: ['layer.tar'] }];
      writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
      return tar(...beside, 'manifest.json', 'config.json', 'layer.tar');
    };
    return [
      [`${what}, beside the image`, image(tar('file'), entries)],
      [`${what}, in its layer`, image(tar(...entries), [])],
    ];
  });
}

/** Answers whatever comes with HTTP. */
const plainHttp = [
  '$s = IO::Socket::INET->new(LocalAddr => "203.0.113.7", LocalPort => 5000, Listen => 9, ReuseAddr => 1) or die;',
  'while ($c = $s->accept) { sysread($c, $b, 4096); print $c "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"; close $c }',
].join(' ');

/** A registry of the test's own, where the nodes reach it. */
async function registryThat(answers: RequestListener): Promise<{ address: string; close(): void }> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, t.lab.gateway, resolve));
  return { address: `${t.lab.gateway}:${(server.address() as { port: number }).port}`, close: () => server.close() };
}

const codeOf = (error: unknown): string => (error as { code: string }).code;
