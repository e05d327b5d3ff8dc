import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downLab } from '@/lab/lab';
import { findConfigHistory } from '@/lib/features/layers/find-config';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { asRoot, cleanDocker, type TestLab, testLab, withEngine } from '@/lib/testing/test-lab';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { imageHistory } from './image-history';
import { removeWithTags } from './remove-with-tags';

const lab = 'images';
let t: TestLab;
beforeAll(async () => {
  t = await testLab(lab);
});
afterAll(async () => {
  await downLab(lab);
});

const failing = (code: string) => expect.objectContaining({ code });
const pull = (engine: DockerEngine, ref: string) => engine.images.pull(ref, () => {}, new AbortController().signal);
/** Runs a constant of this file as root. @returns what it printed */
const shell = async (ssh: SshConnection, command: string): Promise<string> =>
  (await ssh.run(command as RemoteCommand)).stdout.toString().trim();
const tagsOf = async (engine: DockerEngine) => (await engine.images.list()).flatMap(({ tags }) => tags).sort();

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const on = <T>(work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>) => withEngine(asRoot(t, t[which]), work);

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
      imageHistory(detail, null).forEach(({ isLayer }, index) => expect([null, rows[index]?.isLayer]).toContain(isLayer));
      await cleanDocker(engine);
    }));
});
