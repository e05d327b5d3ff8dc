import { AppError, isAppError } from '@/lib/core/errors';
import type { Ctx } from '@/lib/core/runtime';
import { pullOnNode } from '@/lib/features/images/pull-on-node';
import { signInsOn } from '@/lib/features/registry-sign-ins/find-sign-in';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import { splitReference } from '@/lib/gateways/docker/reference';
import { createRegistryClient } from '@/lib/gateways/registry/registry-client';
import { classRegistryPort } from '@/lib/shared/registry-reference';
import type { JobLayer, LayersProgress } from '@/lib/shared/jobs';
import { registryHostOf } from '@/lib/shared/registry-host';
import { classPullName } from './class-pull-name';

/** Where nodes of a class pull an image from: its registry, by digest; or each from outside, and why. */
type Source = { from: string } | { direct: string | null };

interface Puller {
  id: string;
  engine(): Promise<DockerEngine>;
  signal: AbortSignal;
  /** What is being done, and of its layers how far it is. */
  report(command: string, layers: readonly JobLayer[]): void;
}

/** One pull of images by many nodes. */
export interface ClassPull {
  /** Pulls an image on a node under its own name. @returns the commands that this stood for. @throws AppError */
  pull(node: Puller, ref: string): Promise<string[]>;
}

/** How long what a name led to is believed without asking the outside again, in ms. */
const freshMs = 60 * 60_000;
/** How long a class waits for a fetching node that went away, in ms: then another one fetches. */
const fetcherAwayMs = 20_000;
/** Trouble of the node that fetches, and not of the image: another node fetches in its place. */
const isOfNode = (code: string): boolean => /^(node_|docker_|ssh_|cancelled$|disk_full$)/.test(code);

/**
 * The nodes of a class pull images together: the first that asks fetches an image from outside and pushes it to the class's registry, and the
 * others pull it from there, by its digest, so that nobody else's push under that name reaches them. Where the class has no registry, it takes
 * nothing, or a node does not reach it, nodes pull from outside.
 */
export function createClassPull(ctx: Ctx, classId: string | null): ClassPull {
  const sources = new Map<string, Promise<Source>>();

  async function reaches(nodeId: string): Promise<boolean> {
    if (classId === null) return false;
    if (ctx.fleet.status(nodeId).registryForward === 'forwarding') return true;
    const row = await ctx.db.class.findUnique({ where: { id: classId }, select: { registryNodeId: true } });
    return row?.registryNodeId === nodeId;
  }

  /** The registry still has what was put there within the hour. */
  async function known(ref: string): Promise<Source | null> {
    const held = ctx.classRegistry.pulled.get(`${classId} ${ref}`);
    const target = held && ctx.now().getTime() - held.atMs < freshMs ? await ctx.classRegistry.of(classId ?? '') : null;
    if (!held || !target) return null;
    const { repository } = classPullName(ref);
    const there = await createRegistryClient(target)
      .manifest(repository, held.digest)
      .catch(() => null);
    return there ? { from: `localhost:${classRegistryPort}/${repository}@${held.digest}` } : null;
  }

  async function fetchOnce(node: Puller, ref: string): Promise<Source> {
    const held = await known(ref);
    if (held) return held;
    const { images } = await node.engine();
    const { repository, tag } = classPullName(ref);
    const name = `localhost:${classRegistryPort}/${repository}`;
    await pullFromOutside(node, ref, true);
    try {
      await images.tag(ref, `${name}:${tag}`);
      node.report(`docker push ${name}:${tag}`, []);
      await images.push(`${name}:${tag}`, () => {}, node.signal, await signInsOn(ctx, node.id, null)(registryHostOf(name)));
      // The node may have others of this repository, also what somebody else has put there.
      const pushed = (await images.list()).find((image) => image.tags.includes(`${name}:${tag}`));
      const digest = pushed?.digests.find((each) => each.startsWith(`${name}@`))?.slice(name.length + 1);
      if (digest === undefined) return { direct: 'registry_error' };
      ctx.classRegistry.pulled.set(`${classId} ${ref}`, { digest, atMs: ctx.now().getTime() });
      return { from: `${name}@${digest}` };
    } catch (error) {
      // The image is here all the same; for the others the outside is left.
      if (!isAppError(error) || node.signal.aborted || isOfNode(error.code)) throw error;
      return { direct: error.code };
    } finally {
      await images.remove(`${name}:${tag}`, false).catch(() => {});
    }
  }

  async function pullFromOutside(node: Puller, ref: string, isForAll: boolean): Promise<void> {
    const command = `docker pull ${ref}`;
    node.report(command, []);
    const signIn = await signInsOn(ctx, node.id, null)(registryHostOf(ref));
    const mark = (layer: JobLayer): JobLayer => (isForAll ? { ...layer, outside: true } : layer);
    const report = ({ layers }: LayersProgress) => node.report(command, layers.map(mark));
    await pullOnNode(ctx, node, ref, report, node.signal, signIn, isForAll ? { awayMs: fetcherAwayMs } : {});
  }

  async function pullFromClass(node: Puller, ref: string, from: string): Promise<string[]> {
    const command = `docker pull ${from}`;
    node.report(command, []);
    const signIn = await signInsOn(ctx, node.id, null)(registryHostOf(from));
    await pullOnNode(ctx, node, from, ({ layers }) => node.report(command, layers), node.signal, signIn);
    const { images } = await node.engine();
    await images.tag(from, ref);
    await images.remove(from, false).catch(() => {});
    return [command, `docker tag ${from} ${ref}`];
  }

  return {
    async pull(node, ref) {
      const direct = async (): Promise<string[]> => {
        await pullFromOutside(node, ref, false);
        return [`docker pull ${ref}`];
      };
      const isOwn = registryHostOf(ref) === `localhost:${classRegistryPort}`;
      // A digest is a name that no tag can give.
      if (isOwn || ref.includes('@') || !(await reaches(node.id))) return direct();
      const key = `${splitReference(ref).fromImage}:${splitReference(ref).tag}`;
      for (;;) {
        let source = sources.get(key);
        const isMine = source === undefined;
        if (!source) {
          source = fetchOnce(node, ref).catch((error: unknown) => {
            // Before anybody hears of it: the next who asks fetches.
            if (!isAppError(error) || isOfNode(error.code)) sources.delete(key);
            throw error;
          });
          sources.set(key, source);
        }
        try {
          const found = await orAborted(source, node.signal);
          if ('from' in found) {
            // Whoever fetched it just now has it already, under its own name.
            if (isMine && (await has(node, ref))) return [`docker pull ${ref}`, `docker push ${found.from.replace(/@.*/, '')}`];
            return await pullFromClass(node, ref, found.from);
          }
          return isMine ? [`docker pull ${ref}`] : await direct();
        } catch (error) {
          if (node.signal.aborted || !isAppError(error)) throw error;
          if (isMine) throw error;
          // One platform alone is in the registry.
          if (error.code === 'image_platform') return direct();
          if (!isOfNode(error.code) || sources.get(key) === source) throw error;
        }
      }
    },
  };
}

const has = async (node: Puller, ref: string): Promise<boolean> =>
  (await node.engine()).images.inspect(ref).then(
    () => true,
    () => false,
  );

/** Whoever waits for another node's work can be cancelled alone. @throws AppError `cancelled` */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new AppError('cancelled'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    aborted.promise.catch(() => {});
    signal.removeEventListener('abort', abort);
  }
}
