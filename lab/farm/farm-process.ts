import { type FakeAccount, FakeNode, type NodeRecord } from './fake-node';
import type { Startups } from './sshd-limits';
import type { Weather } from './weather';

/** What a farm's process is asked, by IPC; it answers with the same `id`. */
export type Order =
  | { do: 'start'; names: string[]; host?: string; ports: number[]; accounts: FakeAccount[] }
  | { do: 'records' }
  | { do: 'most-startups' }
  | { do: 'forget' }
  | { do: 'cut' }
  | { do: 'weather'; name: string; weather: Weather }
  | { do: 'run-container'; name: string }
  | { do: 'pace-pulls' };

export interface FarmNode {
  name: string;
  host: string;
  port: number;
  /** `<type> <base64>` */
  hostKey: string;
}

const nodes = new Map<string, FakeNode>();
const startups: Startups = { now: 0, most: 0 };

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'start':
      for (const [index, name] of order.names.entries())
        nodes.set(
          name,
          new FakeNode({ name, accounts: order.accounts, host: order.host, port: order.ports[index] ?? 0, startups }),
        );
      await Promise.all([...nodes.values()].map((node) => node.listen()));
      return [...nodes.values()].map(({ name, host, port, hostKey }): FarmNode => ({ name, host, port, hostKey }));
    case 'records':
      return Object.fromEntries([...nodes].map(([name, node]) => [name, node.record]));
    case 'most-startups':
      return startups.most;
    case 'forget':
      startups.most = 0;
      for (const node of nodes.values()) node.forget();
      return null;
    case 'cut':
      for (const node of nodes.values()) node.cut();
      return null;
    case 'weather': {
      const node = nodes.get(order.name);
      if (node) node.weather = order.weather;
      return null;
    }
    case 'run-container':
      for (const node of nodes.values()) node.engine.run(order.name);
      return null;
    case 'pace-pulls':
      for (const node of nodes.values()) node.engine.pulls = 'paced';
      return null;
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: Error) => process.send?.({ id, error: error.message }),
  );
});
// Whoever started the farm is gone: so is the farm.
process.on('disconnect', () => process.exit(0));

export type Records = Record<string, NodeRecord>;
