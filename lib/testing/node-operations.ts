/** What a node has, as its own `docker` says. */
export interface NodeTruth {
  containers: Array<{
    id: string;
    name: string;
    state: string;
    exitCode: number;
    imageId: string;
    upperDir: string;
    pid: number;
  }>;
  images: Array<{ id: string; tags: string[]; layers: number }>;
  /** Entries of the layers' directory. */
  entries: string[];
  /** Mount tables of running containers, by container. */
  mounts: Map<string, string>;
}

/** One line for `sh` on the node. It may fail there: what the node has afterwards is what counts. */
export interface Operation {
  name: string;
  script: string;
}

const images = ['busybox', 'alpine', 'ubuntu'];

/** A Dockerfile by standard input; `buildkit` only where the node has it. */
const build = (from: string, lines: string[], buildkit: boolean, tag: string | null): string =>
  `printf '%s\\n' 'FROM ${from}' ${lines.map((line) => `'${line}'`).join(' ')} | DOCKER_BUILDKIT=${buildkit ? 1 : 0} docker build -q ${tag ? `-t ${tag} ` : ''}-`;

/** Draws operations that fit what the node has now; the same numbers draw the same operations from the same state. */
export class OperationDrawer {
  readonly #random: () => number;
  readonly #buildkit: boolean;
  #count = 0;

  /** @param random numbers from 0 to below 1. @param buildkit the node builds by BuildKit too */
  constructor(random: () => number, buildkit: boolean) {
    this.#random = random;
    this.#buildkit = buildkit;
  }

  next(truth: NodeTruth): Operation {
    const of = (...states: string[]) =>
      truth.containers.filter((container) => states.includes(container.state)).map((c) => c.name);
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(this.#random() * all.length)];
    const n = ++this.#count;
    const tagged = truth.images.flatMap((image) => image.tags);
    const image = pick(tagged);
    const running = pick(of('running'));
    const still = pick(of('exited', 'created'));
    const any = pick(truth.containers)?.name;
    const line = pick([`RUN echo ${n} > /b${n}`, 'RUN true', `WORKDIR /w${n}`, `ENV A=${n}`, `RUN rm -f /etc/passwd`]) ?? '';
    const buildkit = this.#buildkit && this.#random() < 0.6;
    const exitCode = Math.floor(this.#random() * 5);
    const bytes = Math.floor(this.#random() * 20_000);
    // Each kind once, so as likely as the others; those that have nothing to work on are left out.
    const all: Array<Operation | null> = [
      { name: 'pull', script: `docker pull -q ${pick(images)}` },
      image ? { name: 'run', script: `docker run -d --name c${n} ${image} sleep 3000` } : null,
      image ? { name: 'run', script: `docker run -d --name c${n} ${image} sh -c 'echo ${n} > /r${n}; sleep 3000'` } : null,
      image ? { name: 'run that ends', script: `docker run -d --name c${n} ${image} sh -c 'exit ${exitCode}'` } : null,
      image
        ? { name: 'run that ends later', script: `docker run -d --name c${n} ${image} sh -c 'sleep 0.4; exit ${exitCode}'` }
        : null,
      image ? { name: 'run --rm', script: `docker run -d --rm --name c${n} ${image} sleep 0.2` } : null,
      image ? { name: 'create', script: `docker create --name c${n} ${image} sleep 3000` } : null,
      running
        ? {
            name: 'write',
            script: `docker exec ${running} sh -c 'head -c ${bytes} /dev/zero > /e${n}; rm -f /etc/hostname2 /bin/vi'`,
          }
        : null,
      running ? { name: 'stop', script: `docker stop -t 0 ${running}` } : null,
      running ? { name: 'kill', script: `docker kill ${running}` } : null,
      running ? { name: 'pause', script: `docker pause ${running}` } : null,
      running ? { name: 'restart', script: `docker restart -t 0 ${running}` } : null,
      of('paused')[0] ? { name: 'unpause', script: `docker unpause ${pick(of('paused'))}` } : null,
      still ? { name: 'start', script: `docker start ${still}` } : null,
      still ? { name: 'rm', script: `docker rm ${still}` } : null,
      any ? { name: 'rm -f', script: `docker rm -f ${any}` } : null,
      any ? { name: 'rename', script: `docker rename ${any} n${n}` } : null,
      any ? { name: 'commit', script: `docker commit -m 'step ${n}' -a somebody ${any} my:${n}` } : null,
      any ? { name: 'commit without a name', script: `docker commit ${any}` } : null,
      image ? { name: 'tag', script: `docker tag ${image} other:${n}` } : null,
      image ? { name: 'build', script: build(image, [line, `RUN echo x${n} > /x`], buildkit, `built:${n}`) } : null,
      image ? { name: 'build without a name', script: build(image, [line, `RUN echo y${n} > /y`], buildkit, null) } : null,
      image ? { name: 'rmi', script: `docker rmi ${image}` } : null,
      image ? { name: 'rmi -f', script: `docker rmi -f ${image}` } : null,
      { name: 'prune', script: pick(['docker container prune -f', 'docker image prune -f', 'docker builder prune -f']) ?? '' },
      ...(still ? [failedRemoval(truth, still)] : []),
    ];
    return pick(all.filter((operation) => operation !== null)) ?? { name: 'pull', script: 'docker pull -q busybox' };
  }

  /** The operations after which nothing else may come to put things right. */
  last(): Operation[] {
    return [
      {
        name: 'a container that ends by itself',
        script: `docker pull -q busybox; docker run -d --name last busybox sh -c 'sleep 0.3; exit 7'`,
      },
      { name: 'a build without a name', script: build('busybox', ['RUN echo last > /last'], this.#buildkit, null) },
      { name: 'a prune', script: 'docker container prune -f; docker image prune -f' },
      { name: 'a container to remove', script: 'docker create --name stuck busybox true' },
    ];
  }
}

/** `docker rm` fails on a file that cannot be deleted (chattr(1)); the container then stands half removed until {@link mend}. */
export function failedRemoval(truth: NodeTruth, name: string): Operation | null {
  const upper = truth.containers.find((container) => container.name === name)?.upperDir;
  if (!upper) return null;
  return { name: 'a removal that fails', script: `touch '${upper}/held' && chattr +i '${upper}/held' && docker rm ${name}` };
}

/** Gives back what {@link failedRemoval} held. */
export const mend = (layers: string): Operation => ({
  name: 'mend',
  script: `for f in ${layers}/*/diff/held ${layers}/*/fs/held; do [ -e "$f" ] && chattr -i "$f"; done; docker ps -aq -f status=removing -f status=dead | xargs -r docker rm -f`,
});
