import { addAbortSignal, Readable } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import type { Fleet, NodeStatus } from '@/lib/fleet/fleet';
import type { PathStat } from '@/lib/gateways/docker/engine/container-files';
import { presentContainerOverview } from '@/lib/gateways/docker/engine/present-container-overview';
import { presentStats } from '@/lib/gateways/docker/engine/present-container-stats';
import { presentImageOverview } from '@/lib/gateways/docker/engine/present-image-about';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { TarHead } from '@/lib/gateways/docker/engine/tar';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto } from '@/lib/shared/images';
import type { NetworkDto } from '@/lib/shared/networks';

const start = new Date('2026-01-01T00:00:00Z');
export const webContainer: ContainerDto = {
  id: 'c0ffee'.padEnd(64, '0'),
  name: 'web',
  image: 'ubuntu',
  imageId: `sha256:${'a'.repeat(64)}`,
  command: 'bash',
  state: 'running',
  health: null,
  exitCode: null,
  createdAt: start.toISOString(),
  startedAt: start.toISOString(),
  ports: [],
};
const ubuntuImage: ImageDto = {
  id: `sha256:${'a'.repeat(64)}`,
  tags: ['ubuntu:latest'],
  digests: [],
  createdAt: start.toISOString(),
  sizeBytes: 1,
  containers: 1,
};
const appNetwork: NetworkDto = {
  id: 'a99'.padEnd(64, '0'),
  name: 'app',
  driver: 'bridge',
  scope: 'local',
  internal: false,
  subnets: [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1' }],
  createdAt: start.toISOString(),
  labels: {},
  isPredefined: false,
  containers: [],
};
const hello = Buffer.from('hello\n');
const helloFile: TarHead = {
  ...{ name: Buffer.from('hello.txt'), type: 'file', mode: 0o644, uid: 0, gid: 0, size: hello.length },
  ...{ mtimeMs: start.getTime(), target: null },
};
const readyStatus: NodeStatus = {
  state: 'ready',
  reason: null,
  stateSince: start,
  lastSeenAt: start,
  transport: 'streamlocal',
  access: { docker: 'root', root: 'root' },
  docker: null,
  registryForward: 'off',
  revision: 1,
  containers: null,
  images: null,
};
const facts = { store: 'other', rootDir: '/var/lib/docker', storageDriver: 'vfs', version: '26.0.0', apiVersion: '1.45' };
/** By noun and verb, as the Engine is. */
type EngineAnswers = { [Noun in keyof DockerEngine]?: Partial<DockerEngine[Noun]> };
type Answer = (...given: unknown[]) => unknown;
type Nouns = Record<string, Record<string, Answer>>;
const engineAnswers = {
  system: { facts: async () => facts, pastEvents: async () => ({ events: [], isFull: false }) },
  containers: {
    list: async () => [webContainer],
    inspect: async () => ({ ...webContainer, pid: null, tty: false, upperDir: null, sizeRwBytes: 0 }),
    run: async () => webContainer,
    start: async () => {},
    stop: async () => {},
    restart: async () => {},
    pause: async () => {},
    unpause: async () => {},
    kill: async () => {},
    rename: async () => {},
    limit: async () => {},
    commit: async () => ubuntuImage.id,
    remove: async () => {},
    stats: async () => presentStats({}, start.getTime()),
    async *followStats() {},
    processes: async () => ({ titles: ['PID', 'CMD'], rows: [['1', 'bash']] }),
    changes: async () => ['A /hello.txt'],
    overview: async () => presentContainerOverview({ Id: webContainer.id }),
    inspectAll: async () => ({ Id: webContainer.id }),
    logs: async () => [{ stream: 'stdout', at: null, text: 'hello' }],
    openLog: async () => Readable.from([hello]),
  },
  files: {
    stat: async (_ref: unknown, path: unknown) => statOf(String(path)),
    list: async () => ({ heads: [helloFile], isComplete: true }),
    open: async () => ({ head: helloFile, content: Readable.from([hello]) }),
    archive: async () => Readable.from(['tar']),
    write: async (_ref: unknown, _directory: unknown, _file: unknown, content: unknown) => {
      for await (const _piece of content as AsyncIterable<Uint8Array>);
    },
  },
  builds: {
    run: async () => ({
      imageId: ubuntuImage.id,
      made: { by: 'history', stepIds: [] },
      progress: { kind: 'build', steps: [], layers: [], imageId: ubuntuImage.id },
    }),
    cache: async () => ({ builder: 'buildkit', items: [] }),
    pruneCache: async () => ({ records: 0, bytes: 0 }),
  },
  logins: { check: async () => {} },
  volumes: {
    list: async () => [],
    create: async () => 'data',
    inspectAll: async () => ({ Name: 'data' }),
    remove: async () => {},
  },
  networks: {
    list: async () => [appNetwork],
    find: async () => ({ id: appNetwork.id, name: appNetwork.name }),
    inspectAll: async () => ({ Id: appNetwork.id }),
    create: async () => appNetwork.id,
    remove: async () => {},
    connect: async () => {},
    disconnect: async () => {},
  },
  images: {
    list: async () => [ubuntuImage],
    inspect: async () => ({ ...ubuntuImage, diffIds: [], history: [] }),
    overview: async () => presentImageOverview({ Id: ubuntuImage.id }, []),
    inspectAll: async () => ({ Id: ubuntuImage.id }),
    tag: async () => {},
    pull: async () => {},
    push: async () => {},
    save: async (_ref: unknown, signal: unknown) => addAbortSignal(signal as AbortSignal, Readable.from(['tar'])),
    load: async () => ['ubuntu:latest'],
    remove: async () => ({ untagged: ['ubuntu:latest'], deleted: [] }),
  },
};

/** `/`, `/srv` and `/hello.txt`. */
function statOf(path: string): PathStat | null {
  const about = { mtimeMs: start.getTime(), target: null };
  if (path === '/hello.txt') return { ...about, type: 'file', mode: 0o644, sizeBytes: hello.length };
  return path === '/' || path === '/srv' ? { ...about, type: 'directory', mode: 0o755, sizeBytes: 0 } : null;
}

export interface FleetDoubleOptions {
  /** Gets a line for each call that reaches a node: `<node id> <noun>.<verb> <arguments>`. */
  touched?: string[];
  status?: Partial<NodeStatus>;
  /** What the Docker of a node answers otherwise. */
  engine?: (nodeId: string) => EngineAnswers;
  /** What a connection to a node does. Where not given, the held one does nothing and another cannot be opened. */
  connection?: () => Partial<SshConnection>;
}

/** Every node is ready, has one container and one image, and notes what reaches it; nobody becomes root. */
export function createFleetDouble(options: FleetDoubleOptions = {}): Fleet {
  const { touched = [], engine, connection } = options;
  const status: NodeStatus = { ...readyStatus, ...options.status };
  const noted =
    (call: string, answer: Answer): Answer =>
    (...given) => {
      touched.push(`${call} ${JSON.stringify(given.filter((value) => typeof value !== 'function'))}`);
      return answer(...given);
    };
  const engineOf = (nodeId: string): DockerEngine => {
    const own = (engine?.(nodeId) ?? {}) as Nouns;
    const nouns = Object.keys({ ...engineAnswers, ...own }).map((noun) => {
      const verbs = Object.entries({ ...(engineAnswers as Nouns)[noun], ...own[noun] });
      return [noun, Object.fromEntries(verbs.map(([verb, answer]) => [verb, noted(`${nodeId} ${noun}.${verb}`, answer)]))];
    });
    return Object.fromEntries(nouns) as DockerEngine;
  };
  const held = (method: string) => async (nodeId: string) => {
    touched.push(`${nodeId} ${method}`);
    return { addresses: [], ...connection?.() } as unknown as SshConnection;
  };
  const refuse = (method: string, code: 'root_unavailable' | 'node_unreachable') => async (nodeId: string) => {
    touched.push(`${nodeId} ${method}`);
    throw new AppError(code);
  };
  return {
    start: async () => {},
    stop: async () => {},
    register: async () => {},
    status: () => status,
    engine: async (nodeId) => engineOf(nodeId),
    changeContainer: async (nodeId, _ref, work) => work(engineOf(nodeId)),
    watch: () => {},
    ssh: held('ssh'),
    files: held('files'),
    openLogin: connection ? held('openLogin') : refuse('openLogin', 'node_unreachable'),
    openPanelRoot: connection ? held('openPanelRoot') : refuse('openPanelRoot', 'node_unreachable'),
    root: refuse('root', 'root_unavailable'),
    connectInStages: refuse('connectInStages', 'node_unreachable'),
    forward: async () => status.registryForward,
    sync: async () => {},
    retryDocker: async () => status,
    reconnect: async (nodeId) => {
      touched.push(`${nodeId} reconnect`);
      return status;
    },
  };
}
