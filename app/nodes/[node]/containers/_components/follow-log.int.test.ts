import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, execOnNode, type LabNode } from '@/lab/lab';
import { attachRealtime, type Realtime } from '@/lib/doors/realtime/attach-realtime';
import { limits } from '@/lib/shared/limits';
import { realtimePath } from '@/lib/shared/realtime-path';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { type CutProxy, startCutProxy } from '@/lib/testing/cut-proxy';
import { buildCookie, buildUser } from '@/lib/testing/factories';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { connected, must, ask, type TestSocket } from '@/lib/testing/realtime-panel';
import { type TestLab, testLab, until } from '@/lib/testing/test-lab';
import { createLogFollow, type LogFollow } from './follow-log';
import { blankLog, type LogState, nextLog } from './log-lines';

/** Pages that follow logs of two real nodes, through a line that can be cut, while containers write, stop and start. */
const lab = 'logs';
/** Writes so many lines to each of its outputs, whenever that number is put into /go. */
const writer = `i=0
while :; do
  if [ -s /go ]; then
    n=$(cat /go); rm /go; end=$((i + n))
    while [ $i -lt $end ]; do i=$((i + 1)); echo "out $i"; echo "err $i" >&2; done
  fi
  sleep 0.05
done`;
let t: TestLab;
let panel: FleetPanel;
let server: Server;
let realtime: Realtime;
let port: number;
let cookie: string;
const ids: Record<string, string> = {};
const lines: Record<string, CutProxy> = {};

beforeAll(async () => {
  t = await testLab(lab);
  panel = await startFleetPanel({ connectTimeoutMs: 15_000, keepaliveIntervalMs: 1_000 });
  for (const node of [t.old, t.recent]) {
    const line = await startCutProxy(node.host, node.port);
    const credential = { kind: 'private_key', privateKey: t.privateKey } as const;
    const id = await panel.register(
      { ...node, host: '127.0.0.1', port: line.port },
      { loginUser: 'root', credential, rootPassword: null },
    );
    await panel.becomes(id, 'ready');
    Object.assign(ids, { [node.name]: id });
    Object.assign(lines, { [node.name]: line });
    await docker(node, 'pull -q alpine');
  }
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  realtime = attachRealtime(server, panel.runtime);
  const user = await buildUser(panel.runtime.db, { role: 'admin' });
  cookie = await buildCookie(panel.runtime, user);
});
afterAll(async () => {
  await realtime?.close();
  await new Promise((resolve) => server?.close(resolve));
  await panel?.stop();
  for (const line of Object.values(lines)) await line.stop();
  await downLab(lab);
});

/** @returns what the command prints, both outputs in their order */
async function docker(node: LabNode, words: string, script = ''): Promise<string> {
  const { code, stdout } = await execOnNode(lab, node.name, ['sh', '-c', `docker ${words} ${script} 2>&1`]);
  if (code !== 0) throw new Error(`docker ${words} on ${node.name}: ${stdout}`);
  return stdout;
}
const logOf = async (node: LabNode, name: string, words = ''): Promise<string[]> =>
  (await docker(node, `logs ${words} ${name}`)).split('\n').slice(0, -1);

interface Page {
  socket: TestSocket;
  state: LogState;
  texts(): string[];
  close(): void;
}

/** Watches the node and follows a log, as a page does. */
async function openPage(node: LabNode, name: string): Promise<Page> {
  const nodeId = ids[node.name] as string;
  const container = (await docker(node, `inspect -f '{{.Id}}' ${name}`)).trim();
  const socket: TestSocket = io(`http://127.0.0.1:${port}`, {
    ...{ path: realtimePath, parser: realtimeParser, transports: ['websocket'], forceNew: true, reconnectionDelay: 50 },
    extraHeaders: { origin: panel.runtime.env.origin, cookie },
  });
  await connected(socket);
  const watch = () => void must(ask(socket, 'node:watch', { node: nodeId })).catch(() => {});
  watch();
  socket.on('connect', watch);
  let follow: LogFollow | null = null;
  const know = (): void => {
    const { state, containers } = panel.runtime.fleet.status(nodeId);
    follow?.know({ ready: state === 'ready', runs: containers?.find(({ id }) => id === container)?.state === 'running' });
  };
  const page: Page = {
    socket,
    state: blankLog,
    texts: () => page.state.lines.map(({ text }) => text),
    close() {
      follow?.stop();
      socket.disconnect();
    },
  };
  follow = createLogFollow(socket, { node: nodeId, container, tail: limits.logTailLines, minutes: 0 }, (step) => {
    page.state = nextLog(page.state, step);
  });
  know();
  socket.on('node:changed', know);
  return page;
}

const write = (node: LabNode, name: string, count: number) =>
  docker(node, `exec ${name} sh -c 'echo ${count} >/new && mv /new /go'`);
/** By their number: its two outputs come to the log one after the other. */
const written = (node: LabNode, name: string, count: number) =>
  until(
    `${name} to have written ${count} lines`,
    async () => Number(await docker(node, `logs ${name}`, '2>&1 | wc -l')),
    (now) => now >= count,
  );
async function agrees(node: LabNode, name: string, page: Page): Promise<void> {
  const all = await logOf(node, name);
  await until(
    `the page to have ${all.length} lines`,
    () => page.texts().length,
    (now) => now >= all.length,
  );
  expect(page.texts()).toEqual(all);
  expect(page.state.lines.filter(({ afterGap }) => afterGap)).toEqual([]);
}

const kinds = [['oldest', () => t.old] as const, ['newest', () => t.recent] as const];

test.each(kinds)('more lines than a page asks for at first, written while the tab was away, all come: %s', async (_kind, at) => {
  const node = at();
  await docker(node, 'run -d --name burst alpine sh -c', `'${writer}'`);
  const page = await openPage(node, 'burst');
  try {
    await write(node, 'burst', 20);
    await until(
      'the first lines',
      () => page.texts().length,
      (now) => now === 40,
    );
    for (const last of [2_020, 4_020]) {
      page.socket.disconnect();
      await write(node, 'burst', 2_000);
      await written(node, 'burst', 2 * last);
      page.socket.connect();
      await agrees(node, 'burst', page);
    }
  } finally {
    page.close();
    await docker(node, 'rm -f burst');
  }
});

test.each(kinds)('of more lines than Docker is asked for the last come, after a gap: %s', async (_kind, at) => {
  const node = at();
  await docker(
    node,
    'run -d --name flood alpine sh -c',
    `'echo first; while [ ! -e /go ]; do sleep 0.05; done; seq ${limits.logTailMax + 10}; sleep 600'`,
  );
  const page = await openPage(node, 'flood');
  try {
    await until(
      'the first line',
      () => page.texts(),
      (now) => now.join() === 'first',
    );
    page.socket.disconnect();
    await write(node, 'flood', 1);
    await written(node, 'flood', limits.logTailMax + 11);
    page.socket.connect();
    await until(
      'the last line',
      () => page.texts().at(-1),
      (now) => now === String(limits.logTailMax + 10),
      120_000,
    );
    expect(page.state.lines.filter(({ afterGap }) => afterGap).map(({ text }) => text)).toEqual(['11']);
    expect([page.state.lines.length, page.state.cut]).toEqual([limits.logTailMax, true]);
  } finally {
    page.close();
    await docker(node, 'rm -f flood');
  }
});

test.each(kinds)('the line to the node is cut in the middle, again and again: %s', async (_kind, at) => {
  const node = at();
  await docker(node, 'run -d --name cut alpine sh -c', `'${writer}'`);
  const page = await openPage(node, 'cut');
  const line = lines[node.name] as CutProxy;
  try {
    await write(node, 'cut', 20);
    await until(
      'the first lines',
      () => page.texts().length,
      (now) => now === 40,
    );
    for (let round = 1; round <= 4; round++) {
      const { cuts } = line;
      // The last time while nothing is read.
      line.cutAfter(round === 4 ? 1 : 20_000 * round, round === 4);
      await write(node, 'cut', 3_000);
      await until(
        'the cut',
        () => line.cuts,
        (now) => now > cuts,
      );
      await written(node, 'cut', 40 + round * 6_000);
      line.heal();
      await agrees(node, 'cut', page);
    }
  } finally {
    page.close();
    line.heal();
    await panel.becomes(ids[node.name] as string, 'ready');
    await docker(node, 'rm -f cut');
  }
});

test.each(kinds)('a container that restarts in a loop, and one that is restarted, are followed on: %s', async (_kind, at) => {
  const node = at();
  await docker(
    node,
    `run -d --name loop --restart always alpine sh -c`,
    `'for i in $(seq 40); do echo "out $i"; echo "err $i" >&2; done; exit 1'`,
  );
  await docker(node, 'run -d --name again alpine sh -c', `'echo begun; exec sleep 600'`);
  const [loop, again] = await Promise.all([openPage(node, 'loop'), openPage(node, 'again')]);
  try {
    const restarts = async () => Number(await docker(node, `inspect -f '{{.RestartCount}}' loop`));
    await until('some restarts', restarts, (now) => now >= 5);
    for (let round = 0; round < 3; round++) await docker(node, 'restart -t 0 again');
    await docker(node, 'stop -t 0 loop');
    await agrees(node, 'loop', loop);
    await agrees(node, 'again', again);
    expect((await logOf(node, 'again')).length).toBe(4);
    await until(
      'the page to say that it has stopped',
      () => loop.state.phase,
      (now) => now === 'ended',
    );
    await docker(node, 'start loop');
    await docker(node, 'stop -t 0 loop');
    await agrees(node, 'loop', loop);
    await until(
      'the other to be followed',
      () => again.state.phase,
      (now) => now === 'following',
    );
  } finally {
    loop.close();
    again.close();
    await docker(node, 'rm -f loop again');
  }
});
