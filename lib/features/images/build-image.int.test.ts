import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { type BuildImage, buildImageQuerySchema } from '@/lib/shared/builds';
import type { BuildProgress } from '@/lib/shared/jobs';
import { tarOf } from '@/lib/shared/tar';
import { dockerLab, failing, shell } from '@/lib/testing/docker-lab';
import { cleanDocker, until } from '@/lib/testing/test-lab';
import { isPruned } from './build-cache';
import { guardContext } from './build-context';
import { layersOf } from './build-layers';

const t = dockerLab('builds');
interface Build extends Partial<BuildImage> {
  files?: Record<string, string>;
  context?: Buffer;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}
/** Builds `dockerfile` with files beside it, as the panel does. */
async function build(
  engine: DockerEngine,
  dockerfile: string,
  { files = {}, context, onProgress, signal, ...options }: Build = {},
) {
  const all = Object.entries({ Dockerfile: dockerfile, ...files });
  const made = tarOf(all.map(([path, text]) => ({ path, content: new Blob([text]) })));
  const bytes = context ?? Buffer.from(await made.arrayBuffer());
  return engine.builds.run(
    guardContext(Readable.from([bytes])),
    buildImageQuerySchema.parse({
      tag: 'built:1',
      ...options,
      buildArgs: JSON.stringify(options.buildArgs ?? {}),
      noCache: String(options.noCache ?? false),
    }),
    onProgress ?? (() => {}),
    signal ?? new AbortController().signal,
  );
}
const stepOf = (progress: BuildProgress, word: string) => progress.steps.find(({ name }) => name.includes(word));

describe.each(['old', 'recent'] as const)('on the %s node', (which) => {
  const on = <T>(work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>) => t.on(which, work);

  let isClassic: boolean;
  beforeAll(async () => {
    isClassic = (await on((engine) => engine.builds.cache())).builder === 'classic';
  });

  test('a build tells each step, its log, and the layer that it made; a second one comes from the cache', () =>
    on(async (engine, ssh) => {
      await cleanDocker(engine);
      await engine.builds.pruneCache(true);
      const dockerfile = [
        'FROM busybox AS maker',
        'ARG WORD=none',
        'RUN echo "made by $WORD" > /made',
        'FROM busybox',
        'ENV A=1',
        'WORKDIR /srv',
        'COPY --from=maker /made /made',
        'COPY sub/file /file',
        'RUN echo to-stdout; echo to-stderr >&2; head -c 100000 /dev/zero > /zeros',
        'RUN true',
        'CMD ["cat", "/made"]',
      ].join('\n');
      const seen: BuildProgress[] = [];
      const again = { files: { 'sub/file': 'hello' }, buildArgs: { WORD: 'the panel' } };
      const built = await build(engine, dockerfile, { ...again, onProgress: (progress) => seen.push(progress) });
      const detail = await engine.images.inspect('built:1');
      expect(built.imageId).toBe(detail.id);
      const progress = await layersOf(engine.images, built);
      expect(progress.steps.every(({ state }) => state === 'done' || state === 'cached')).toBe(true);
      expect(seen.some(({ steps }) => steps.some(({ state }) => state === 'running'))).toBe(true);
      const ran = stepOf(progress, 'to-stdout');
      expect(ran?.log).toContain('to-stdout');
      expect(ran?.log.split('\n')).toContain('to-stderr');
      // The classic builder leaves out a layer without files.
      const above = isClassic ? 0 : 1;
      expect(ran?.layer).toMatchObject({ diffId: detail.diffIds.at(-1 - above) });
      expect(ran?.layer?.sizeBytes).toBeGreaterThanOrEqual(100_000);
      expect(stepOf(progress, 'RUN true')?.layer?.diffId).toBe(isClassic ? undefined : detail.diffIds.at(-1));
      expect(stepOf(progress, 'COPY sub/file')?.layer?.diffId).toBe(detail.diffIds.at(-2 - above));
      expect(stepOf(progress, 'ENV A=1')?.layer ?? null).toBeNull();
      expect(await shell(ssh, 'docker run --rm built:1')).toBe('made by the panel');

      const second = await build(engine, dockerfile, again);
      expect(second.imageId).toBe(built.imageId);
      expect(stepOf(second.progress, 'to-stdout')?.state).toBe('cached');
      const fresh = await build(engine, dockerfile, { ...again, noCache: true, target: 'maker' });
      expect(stepOf(fresh.progress, 'made by')?.state).toBe('done');
      expect(stepOf(fresh.progress, 'to-stdout')).toBeUndefined();
      if (which === 'old') expect(isClassic).toBe(true);
    }));

  test('what is wrong with a Dockerfile is told with its line, and what failed by its step', () =>
    on(async (engine) => {
      const refused = (dockerfile: string, options: Build = {}) => build(engine, dockerfile, options);
      await expect(refused('FROM busybox\n\nRUNN true\n')).rejects.toThrow(failing('build_dockerfile_invalid', 'line 3'));
      await expect(refused('RUN true\n')).rejects.toThrow(failing('build_dockerfile_invalid'));
      await expect(refused('')).rejects.toThrow(failing('build_dockerfile_missing'));
      await expect(refused('FROM busybox', { dockerfile: 'Other' })).rejects.toThrow(failing('build_dockerfile_missing'));
      await expect(refused('FROM busybox', { target: 'none' })).rejects.toThrow(failing('build_target_missing', 'none'));
      await expect(refused('FROM busybox\nCOPY none /\n')).rejects.toThrow(failing('build_file_missing', 'none'));
      await expect(refused('FROM no-such-image:1')).rejects.toMatchObject({
        code: expect.stringMatching(/^(image_not_found|image_not_in_mirror|registry_unreachable)$/),
      });
      const seen: BuildProgress[] = [];
      const wrong = refused('FROM busybox\nRUN echo before; exit 7\nRUN true\n', {
        onProgress: (progress) => seen.push(progress),
      });
      await expect(wrong).rejects.toThrow(failing('build_step_failed', '7'));
      const steps = seen.at(-1)?.steps ?? [];
      expect(steps.find(({ name }) => name.includes('exit 7'))).toMatchObject({
        state: 'failed',
        log: expect.stringContaining('before'),
      });
      // The classic builder does not name what it has not begun.
      expect(steps.find(({ name }) => name.includes('RUN true'))?.state).toBe(isClassic ? undefined : 'cancelled');
      await expect(refused('FROM busybox', { context: Buffer.from('no tar'.repeat(200)) })).rejects.toThrow(
        expect.objectContaining({ code: 'build_context_invalid' }),
      );
    }));

  test('a build that never ends is cancelled, and what it ran ends with it', () =>
    on(async (engine, ssh) => {
      const abort = new AbortController();
      const seen: BuildProgress[] = [];
      // Longer than a session lives that does not say that it is well.
      const building = build(
        engine,
        'FROM busybox\nRUN i=0; while true; do echo "turn $((i++))"; sleep 1; done # berth-endless\n',
        {
          onProgress: (progress) => seen.push(progress),
          signal: abort.signal,
        },
      );
      building.catch(() => {});
      const log = () => seen.at(-1)?.steps.find(({ name }) => name.includes('endless'))?.log ?? '';
      await until('output', log, (text) => text.includes('turn 2'));
      expect(await shell(ssh, 'pgrep -fc "[b]erth-endless" || true')).not.toBe('0');
      abort.abort();
      await expect(building).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
      await until(
        'its end',
        () => shell(ssh, 'pgrep -fc "[b]erth-endless" || true'),
        (count) => count === '0',
      );
      expect(seen.at(-1)?.steps.find(({ name }) => name.includes('endless'))?.state).toBe('cancelled');
      // The node builds on.
      await build(engine, 'FROM busybox\nRUN echo alive\n');
    }));

  test('a link out of the context leads nowhere', () =>
    on(async (engine, ssh) => {
      const archive = (await ssh.run(outwardLinks as RemoteCommand)).stdout;
      for (const name of ['file', 'folder/shadow', 'up'])
        await expect(
          build(engine, '', { context: archive, dockerfile: 'Dockerfile', buildArgs: { NAME: name } }),
        ).rejects.toThrow(failing('build_file_missing'));
    }));

  test('the cache is told with its bytes, and a prune takes what a dry run has named', () =>
    on(async (engine, ssh) => {
      await build(engine, 'FROM busybox\nRUN head -c 3000000 /dev/urandom > /random\n', { noCache: true });
      await cleanDocker(engine);
      const cached = async () => (await engine.builds.cache()).items;
      const records = await cached();
      const random = records.find(({ description }) => description.includes('/random'));
      if (isClassic) expect(records).toEqual([]);
      else {
        expect(random).toMatchObject({ inUse: false });
        expect(random?.sizeBytes).toBeGreaterThanOrEqual(3_000_000);
      }
      const planned = records.filter((record) => isPruned(record, true));
      const { bytes, records: removed } = await engine.builds.pruneCache(true);
      expect(removed).toBe(planned.length);
      expect(bytes).toBe(planned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      expect((await cached()).filter((record) => isPruned(record, true))).toEqual([]);
      expect(await engine.builds.pruneCache(false)).toEqual({ records: 0, bytes: 0 });
      expect(await shell(ssh, 'docker builder prune -f | tail -n 1')).toMatch(/0 ?B/);
    }));
});

/** A context whose links lead to files of the node. */
const outwardLinks = [
  'set -e; d=$(mktemp -d); cd "$d"; ln -s /etc/shadow file; ln -s /etc folder; ln -s ../../../../../../../../etc/shadow up',
  `printf 'FROM busybox\\nARG NAME\\nCOPY $NAME /got\\n' >Dockerfile; tar c Dockerfile file folder up; rm -r "$d"`,
].join('; ');
