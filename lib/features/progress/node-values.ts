import { classRegistryPort } from '@/lib/shared/registry-reference';
import type { Runtime } from '@/lib/core/runtime';
import { valuesFor } from '@/lib/features/courses/values';
import type { Learner } from './learner';

type Values = Record<string, string>;

/** Where the program that starts programs lies, by the node's architecture (x86-64 psABI 5.2.1; glibc, "shlib-versions"). */
const loaders: Record<string, string> = {
  x86_64: '/lib64/ld-linux-x86-64.so.2',
  amd64: '/lib64/ld-linux-x86-64.so.2',
  aarch64: '/lib/ld-linux-aarch64.so.1',
  arm64: '/lib/ld-linux-aarch64.so.1',
};

/** What `{{node.…}}`, `{{class.registry}}` and `{{me.…}}` stand for; what is not known yet is left out, and shows as it is written. */
export function valuesOf(
  { fleet }: Pick<Runtime, 'fleet'>,
  learner: Pick<Learner, 'course' | 'userId' | 'ownValues' | 'node'>,
  seen: { registry: unknown; layersDir: string | null },
): Values {
  const { course, userId, ownValues, node } = learner;
  const values: Values = { ...valuesFor(course, { userId, ownValues }) };
  // What every node of the class reaches it as, wherever it is (decision 040).
  if (seen.registry) values['class.registry'] = `localhost:${classRegistryPort}`;
  if (!node) return values;
  values['node.name'] = node.name;
  const facts = fleet.status(node.id).docker;
  if (!facts) return values;
  const layersDir = seen.layersDir ?? (facts.store === 'overlay2' ? `${facts.rootDir}/overlay2` : null);
  if (layersDir !== null) values['node.layersDir'] = layersDir;
  const loader = loaders[facts.arch];
  if (loader) values['node.loader'] = loader;
  return values;
}

/** The folder whose entries are a node's layers, from where some of them lie: containerd's own differs from node to node. */
export function layersDirOf(directories: ReadonlyArray<string | null>): string | null {
  const snapshots = directories.map((directory) => /^(\/.{1,4000}\/snapshots)\/[0-9]+\/fs$/.exec(directory ?? '')?.[1]);
  return snapshots.find((found) => found !== undefined) ?? null;
}
