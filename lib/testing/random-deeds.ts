import { commitContainer } from '@/lib/features/containers/commit-container';
import {
  killContainer,
  limitContainer,
  pauseContainer,
  renameContainer,
  restartContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '@/lib/features/containers/control-container';
import { removeContainer, runContainer } from '@/lib/features/containers/containers';
import { removeImage, tagImage } from '@/lib/features/images/images';
import { pruneImages } from '@/lib/features/images/prune-images';
import {
  connectNetwork,
  createNetwork,
  disconnectNetwork,
  listNetworks,
  pruneNetworks,
  removeNetwork,
} from '@/lib/features/networks/networks';
import { createVolume, listVolumes, pruneVolumes, removeVolume } from '@/lib/features/volumes/volumes';
import type { Ctx } from '@/lib/core/runtime';
import { blankRun } from '@/lib/shared/run-line';
import type { NodeNames } from './docker-says';

/** One thing that a person does, by the panel or by its command; of some the panel has no button. */
export interface Deed {
  /** For `sh` on the node. */
  line: string;
  click: (() => Promise<unknown>) | null;
}

/** The image all containers are made of; by this name it stays, whatever is removed. */
export const keptImage = 'kept:1';

/** Ends at once of a SIGTERM: the first process of a container ignores one that it does not ask for (pid_namespaces(7)). */
const waits = ['sh', '-c', "trap 'exit 3' TERM; sleep 3000 & wait"];
const quoted = (words: readonly string[]) => words.map((word) => (/^[\w-]+$/.test(word) ? word : `"${word}"`)).join(' ');

/** The same, as it is typed. */
export const waitsLine = quoted(waits);

/** Draws deeds that fit what the node has, and now and then one that does not; the same numbers draw the same deeds of the same names. */
export class DeedDrawer {
  readonly #random: () => number;
  readonly #ctx: Ctx;
  readonly #node: string;
  #names: NodeNames = { containers: [], tags: [], untagged: [], volumes: [], networks: [] };

  /** @param random numbers from 0 to below 1. @param node as a route names it */
  constructor(random: () => number, ctx: Ctx, node: string) {
    this.#random = random;
    this.#ctx = ctx;
    this.#node = node;
  }

  /** Deeds that are done one after the other, but not: who does them at once finds what another has changed. */
  round(names: NodeNames, count: number): Deed[] {
    this.#names = structuredClone(names);
    return Array.from({ length: count }, () => this.#draw());
  }

  #draw(): Deed {
    const { containers } = this.#names;
    const makes = [this.#run, this.#run, this.#run, this.#runShort, this.#create];
    const ofContainers = [
      this.#start,
      this.#stop,
      this.#restart,
      this.#pause,
      this.#unpause,
      this.#kill,
      this.#rename,
      this.#remove,
      this.#remove,
      this.#update,
      this.#commit,
    ];
    const ofImages = [this.#tag, this.#tag, this.#untag, this.#removeImage, this.#pruneImages];
    const ofVolumes = [this.#createVolume, this.#createVolume, this.#removeVolume, this.#pruneVolumes];
    const ofNetworks = [
      this.#createNetwork,
      this.#connect,
      this.#connect,
      this.#disconnect,
      this.#removeNetwork,
      this.#pruneNetworks,
    ];
    // With few containers there is little to do to them, and with many the node has no room.
    const noun = this.#pick([
      containers.length < 8 ? makes : ofContainers,
      ofContainers,
      ofContainers,
      ofImages,
      ofVolumes,
      ofNetworks,
    ]);
    return this.#pick(noun).call(this);
  }

  #pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)] as T;
  }

  #upTo = (count: number): number => Math.floor(this.#random() * count);

  /** One that is there, or now and then any. */
  #one(there: readonly string[], prefix: string): string {
    return there.length > 0 && this.#random() < 0.9 ? this.#pick(there) : `${prefix}${this.#upTo(8)}`;
  }

  #container(...states: string[]): string {
    const { containers } = this.#names;
    const fitting = containers.filter(({ state }) => states.includes(state));
    return this.#one(
      (fitting.length > 0 ? fitting : containers).map(({ name }) => name),
      'c',
    );
  }

  #volume = () => this.#one(this.#names.volumes, 'v');
  #network = () => this.#one(this.#names.networks, 'n');
  #image = () => (this.#random() < 0.5 ? keptImage : this.#one(this.#names.tags, 'my:'));
  #tagName = () => `my:${this.#upTo(6)}`;

  #made(name: string, state: string): void {
    this.#names.containers.push({ name, state });
  }

  #run(): Deed {
    return this.#runOf({ command: waits, autoRemove: false, state: 'running' });
  }

  #runShort(): Deed {
    const code = this.#upTo(4);
    const command = this.#pick([['sh', '-c', `exit ${code}`], ['sh', '-c', `sleep 0.3; exit ${code}`], ['true']]);
    return this.#runOf({ command, autoRemove: this.#random() < 0.4, state: 'exited' });
  }

  #runOf({ command, autoRemove, state }: { command: string[]; autoRemove: boolean; state: string }): Deed {
    const name = `c${this.#upTo(12)}`;
    const image = this.#image();
    const input = { ...blankRun(), name, image, command, autoRemove };
    const flags = [`--name ${name}`, ...(autoRemove ? ['--rm'] : [])];
    const of = this.#random();
    if (of < 0.2) {
      const hostPort = 8100 + this.#upTo(4);
      input.ports = [{ hostPort, containerPort: 80, protocol: 'tcp' }];
      flags.push(`-p ${hostPort}:80`);
    } else if (of < 0.3) {
      input.ports = [{ containerPort: 53, protocol: 'udp' }];
      flags.push('-p 53/udp');
    } else if (of < 0.5) {
      const source = this.#volume();
      input.volumes = [{ source, target: '/data', readOnly: false }];
      flags.push(`-v ${source}:/data`);
    } else if (of < 0.55) {
      input.volumes = [{ target: '/data', readOnly: false }];
      flags.push('-v /data');
    } else if (of < 0.75) {
      const network = this.#random() < 0.8 ? this.#network() : this.#pick(['none', 'host', 'bridge']);
      input.network = network;
      flags.push(`--network ${network}`);
    }
    this.#made(name, state);
    // The panel's form has no health check: that one is typed.
    if (state === 'running' && this.#random() < 0.1)
      return {
        line: `docker run -d ${flags.join(' ')} --health-cmd true --health-interval 2s ${image} ${quoted(command)}`,
        click: null,
      };
    return {
      line: `docker run -d ${flags.join(' ')} ${image} ${quoted(command)}`,
      click: () => runContainer(this.#ctx, { node: this.#node, ...input }),
    };
  }

  #create(): Deed {
    const name = `c${this.#upTo(12)}`;
    this.#made(name, 'created');
    return {
      line: `docker create --name ${name} ${this.#pick(['', '-p 8100:80', `--network ${this.#network()}`])} ${keptImage} ${quoted(waits)}`,
      click: null,
    };
  }

  /** One command to one container. */
  #control(
    verb: string,
    container: string,
    click: (ctx: Ctx, ref: { node: string; container: string }) => Promise<unknown>,
  ): Deed {
    return { line: `docker ${verb} ${container}`, click: () => click(this.#ctx, { node: this.#node, container }) };
  }

  #start = () => this.#control('start', this.#container('exited', 'created'), startContainer);
  #stop = () => this.#control('stop', this.#container('running', 'paused'), stopContainer);
  #restart = () => this.#control('restart', this.#container('running', 'exited'), restartContainer);
  #pause = () => this.#control('pause', this.#container('running'), pauseContainer);
  #unpause = () => this.#control('unpause', this.#container('paused'), unpauseContainer);

  #kill(): Deed {
    const signal = this.#pick(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const);
    return this.#control(`kill -s ${signal}`, this.#container('running', 'paused'), (ctx, ref) =>
      killContainer(ctx, { ...ref, signal }),
    );
  }

  #rename(): Deed {
    const container = this.#container('running', 'exited', 'created', 'paused');
    const name = `c${this.#upTo(12)}`;
    this.#made(name, 'running');
    return {
      line: `docker rename ${container} ${name}`,
      click: () => renameContainer(this.#ctx, { node: this.#node, container, name }),
    };
  }

  #remove(): Deed {
    const force = this.#random() < 0.7;
    const container = force ? this.#container('running', 'paused', 'exited', 'created') : this.#container('exited', 'created');
    this.#names.containers = this.#names.containers.filter(({ name }) => name !== container);
    return this.#control(force ? 'rm -f' : 'rm', container, (ctx, ref) => removeContainer(ctx, { ...ref, force }));
  }

  #update(): Deed {
    const pids = 50 + this.#upTo(50);
    return this.#control(`update --pids-limit ${pids}`, this.#container('running', 'exited'), (ctx, ref) =>
      limitContainer(ctx, { ...ref, pids }),
    );
  }

  #commit(): Deed {
    const container = this.#container('running', 'exited', 'created', 'paused');
    const image = this.#tagName();
    // What it writes makes it another image than the one before it.
    return {
      line: `docker commit -m step ${container} ${image}`,
      click: () => commitContainer(this.#ctx, { node: this.#node, container, image, message: 'step', pause: true }),
    };
  }

  #tag(): Deed {
    const image = this.#image();
    const tag = this.#tagName();
    this.#names.tags.push(tag);
    return { line: `docker tag ${image} ${tag}`, click: () => tagImage(this.#ctx, { node: this.#node, image, tag }) };
  }

  #untag(): Deed {
    const image = this.#one(
      this.#names.tags.filter((tag) => tag !== keptImage),
      'my:',
    );
    const force = this.#random() < 0.5;
    return {
      line: `docker rmi ${force ? '-f ' : ''}${image}`,
      click: () => removeImage(this.#ctx, { node: this.#node, image, force, all: false }),
    };
  }

  /** One without a tag: the kept one is never of them. */
  #removeImage(): Deed {
    const image = this.#names.untagged.length > 0 ? this.#pick(this.#names.untagged) : `sha256:${'0'.repeat(64)}`;
    return {
      line: `docker rmi ${image}`,
      click: () => removeImage(this.#ctx, { node: this.#node, image, force: false, all: true }),
    };
  }

  #pruneImages = (): Deed => ({
    line: 'docker image prune -f',
    click: () => pruneImages(this.#ctx, { node: this.#node, scope: 'dangling', dryRun: false }),
  });

  #createVolume(): Deed {
    const name = this.#random() < 0.85 ? `v${this.#upTo(8)}` : undefined;
    if (name) this.#names.volumes.push(name);
    return { line: `docker volume create ${name ?? ''}`, click: () => createVolume(this.#ctx, { node: this.#node, name }) };
  }

  #removeVolume(): Deed {
    const volume = this.#volume();
    return { line: `docker volume rm ${volume}`, click: () => removeVolume(this.#ctx, { node: this.#node, volume }) };
  }

  #pruneVolumes(): Deed {
    const node = this.#node;
    return {
      line: 'docker volume prune -f',
      click: async () => {
        const names = (await listVolumes(this.#ctx, { node })).items
          .filter(({ usedBy }) => usedBy.length === 0)
          .map(({ name }) => name);
        if (names.length > 0) await pruneVolumes(this.#ctx, { node, names });
      },
    };
  }

  #createNetwork(): Deed {
    const name = `n${this.#upTo(6)}`;
    const internal = this.#random() < 0.3;
    this.#names.networks.push(name);
    return {
      line: `docker network create ${internal ? '--internal ' : ''}${name}`,
      click: () => createNetwork(this.#ctx, { node: this.#node, name, driver: 'bridge', internal }),
    };
  }

  #connect(): Deed {
    const [network, container] = [this.#network(), this.#container('running', 'exited', 'created', 'paused')];
    return {
      line: `docker network connect ${network} ${container}`,
      click: () => connectNetwork(this.#ctx, { node: this.#node, network, container }),
    };
  }

  #disconnect(): Deed {
    const network = this.#random() < 0.8 ? this.#network() : 'bridge';
    const container = this.#container('running', 'exited', 'created', 'paused');
    const force = this.#random() < 0.3;
    return {
      line: `docker network disconnect ${force ? '-f ' : ''}${network} ${container}`,
      click: () => disconnectNetwork(this.#ctx, { node: this.#node, network, container, force }),
    };
  }

  #removeNetwork(): Deed {
    const network = this.#network();
    return { line: `docker network rm ${network}`, click: () => removeNetwork(this.#ctx, { node: this.#node, network }) };
  }

  #pruneNetworks(): Deed {
    const node = this.#node;
    return {
      line: 'docker network prune -f',
      click: async () => {
        const { items } = await listNetworks(this.#ctx, { node });
        const networks = items
          .filter(({ containers, isPredefined }) => containers.length === 0 && !isPredefined)
          .map(({ id }) => id);
        if (networks.length > 0) await pruneNetworks(this.#ctx, { node, networks });
      },
    };
  }
}
