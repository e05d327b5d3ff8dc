import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import ssh2 from 'ssh2';
import { algorithms } from '@/lib/gateways/ssh/algorithms';
import { isSameHostKey } from '@/lib/gateways/ssh/host-key-format';
import { allReady, createRegister } from './bench-fleet';
import { type Held, type Side, sizes } from './node-memory';

// A process of bench/node-memory.ts: holds nodes by one side's means and prints the bytes each of them takes.

const [, , side, file] = process.argv as [string, string, Side, string];
const { nodes, privateKey } = JSON.parse(readFileSync(file, 'utf8')) as Held;
const first = nodes.slice(0, sizes.before);
const rest = nodes.slice(sizes.before);

/** V8's own; the last resort gives emptied pages back to the system, so that what is resident is what is held. */
const collect = globalThis.gc as unknown as (options: { type: string; execution: string; flavor: string }) => void;

/** After three collections, with a breath before each for what is still under way. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  return process.memoryUsage.rss();
}

async function holdBare(): Promise<(more: Held['nodes']) => Promise<void>> {
  return async (more) => {
    // All at once, as the fleet connects.
    await Promise.all(more.map(connectBare));
  };
}

/** ssh2 as it comes, on a socket without delay: login, host key compared, keep-alive, nothing more. */
function connectBare(node: Held['nodes'][number]): Promise<void> {
  return new Promise((resolve, reject) => {
    const sock = new Socket().setNoDelay(true).connect(node.port, node.host);
    new ssh2.Client()
      .once('ready', resolve)
      .once('error', reject)
      .connect({
        ...{ sock, username: 'root', privateKey, algorithms, keepaliveInterval: 5_000, keepaliveCountMax: 3 },
        hostVerifier: (key: Buffer) => isSameHostKey(node.hostKey, key),
      });
  });
}

async function holdFleet(): Promise<(more: Held['nodes']) => Promise<void>> {
  const register = await createRegister([], privateKey);
  const fleet = register.createFleet();
  await fleet.start();
  return async (more) => {
    const ids = await register.add(more);
    for (const id of ids) await fleet.register(id);
    await allReady(fleet, ids);
  };
}

const hold = await (side === 'fleet' ? holdFleet() : holdBare());
await hold(first);
const before = await residentBytes();
await hold(rest);
const after = await residentBytes();
process.stdout.write(String((after - before) / rest.length));
process.exit(0);
