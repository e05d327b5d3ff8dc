import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FakeAccount } from './fake-node';
import type { FarmNode, Order, Records } from './farm-process';
import type { Weather } from './weather';

export type { FarmNode };

export interface Farm {
  nodes: FarmNode[];
  records(): Promise<Records>;
  /** The most connections that were unauthenticated at one time, over all nodes of a process; of several processes the sum. */
  mostStartups(): Promise<number>;
  /** Begins a new page: what was seen so far is forgotten. */
  forget(): Promise<void>;
  /** Resets every connection of every node. */
  cut(): Promise<void>;
  setWeather(name: string, weather: Weather): Promise<void>;
  /** A container of this name runs on every node from now on, and is told by its events. */
  runContainer(name: string): Promise<void>;
  /** From now on a pull is one of twenty layers, told as fast as a dockerd tells it. */
  pacePulls(): Promise<void>;
  stop(): Promise<void>;
}

interface FarmOptions {
  count: number;
  accounts: FakeAccount[];
  /** How many share the nodes; by default one. */
  processes?: number;
  /** Where they listen, a port after the other; by default on loopback, on ports that are free. */
  at?: { host: string; port: number };
}

/** Starts fake nodes in processes of their own, on ports of their own. */
export async function startFarm(options: FarmOptions): Promise<Farm> {
  const many = Math.min(options.processes ?? 1, options.count);
  const workers = Array.from({ length: many }, startWorker);
  const names = Array.from({ length: options.count }, (_, i) => `node${i}`);
  const { at, accounts } = options;
  const ports = at ? names.map((_, i) => at.port + i) : [];
  const started = await Promise.all(
    workers.map((worker, w) => {
      const own = (_: unknown, i: number) => i % many === w;
      return worker.ask({ do: 'start', names: names.filter(own), host: at?.host, ports: ports.filter(own), accounts });
    }),
  );
  const all = (order: Order) => Promise.all(workers.map((worker) => worker.ask(order)));
  return {
    nodes: (started as FarmNode[][]).flat(),
    records: async () => Object.assign({}, ...((await all({ do: 'records' })) as Records[])) as Records,
    mostStartups: async () => ((await all({ do: 'most-startups' })) as number[]).reduce((sum, most) => sum + most, 0),
    forget: async () => void (await all({ do: 'forget' })),
    cut: async () => void (await all({ do: 'cut' })),
    setWeather: async (name, weather) => void (await all({ do: 'weather', name, weather })),
    runContainer: async (name) => void (await all({ do: 'run-container', name })),
    pacePulls: async () => void (await all({ do: 'pace-pulls' })),
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}

function startWorker() {
  const child: ChildProcess = fork(fileURLToPath(new URL('./farm-process.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  child.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: string }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code) => {
      for (const asked of waiting.values()) asked.reject(new Error(`The farm's process ended with ${code}.`));
      resolve();
    }),
  );
  return {
    ask(order: Order): Promise<unknown> {
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, order });
      });
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
