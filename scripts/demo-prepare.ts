import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureLab, labUsers, undoRootLogin } from '@/lab/lab';
import { installPackages } from '@/lab/host';
import { type NodeSpec, nodeKinds } from '@/lab/layout';
import { makeFilesPrivate } from '@/lib/gateways/data-directory/private-files';
import { migrate } from '@/lib/gateways/db/create-db';
import { readEnv } from '@/lib/core/env';
import { installRootLogin } from '@/lib/features/root-login/run-root-login';
import { startRuntime } from '@/lib/start-runtime';
import { type DemoNode, demo, seedDemo } from '@/prisma/seed';
import { openDemoCourse } from './demo-course';

// Started by scripts/demo.mjs, with the number of nodes, their base and store, the lab's name and the demo's password as arguments and the panel's own
// environment: brings up the lab and seeds the database, and leaves both.
const [count = '3', base, store, name = 'demo', password = ''] = process.argv.slice(2);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const say = (line: string) => console.log(line);

try {
  await installPackages(say);
  const env = readEnv();
  const spec = nodeKinds.find((kind) => kind.base === base && kind.store === store);
  if (!spec) throw new Error(`There are no nodes of ${base}/${store}.`);
  const specs = Array.from({ length: Number(count) }, (): NodeSpec => spec);
  const lab = await ensureLab({ name, nodes: specs, onProgress: say });
  // After the lab: the root directory of a node is open to its users.
  makeFilesPrivate();
  await migrate(root, env.databaseUrl);
  const { runtime, stop } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
  const nodes = lab.nodes.slice(0, Number(count)).map(
    (node): DemoNode => ({
      name: node.name,
      host: node.host,
      port: node.port,
      hostKey: node.hostKeys[0]?.publicKey ?? '',
      loginUser: 'ubuntu',
      credential: { kind: 'password', password: labUsers.ubuntu },
      rootPassword: labUsers.root,
    }),
  );
  // The last one is left as a class finds it: log in as ubuntu, su root.
  const last = nodes.length > 1 ? nodes.at(-1) : undefined;
  if (last) await undoRootLogin(name, last.name);
  await seedDemo(runtime, password, nodes);
  await openDemoCourse(runtime, lab);
  await Promise.all(
    nodes
      .filter((node) => node !== last)
      .map(async (node) => {
        const { id } = await runtime.db.node.findFirstOrThrow({
          where: { name: node.name, class: { name: demo.className } },
          select: { id: true },
        });
        await runtime.fleet.register(id);
        await installRootLogin(runtime, id);
      }),
  );
  await stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
