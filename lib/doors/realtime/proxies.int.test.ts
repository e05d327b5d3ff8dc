import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { installPackage } from '@/lab/host';
import { createPanelServer } from '@/lib/doors/http/create-panel-server';
import type { AttachedTerminal } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { pollingHeader, realtimePath } from '@/lib/shared/realtime-path';
import {
  ask,
  connected,
  must,
  type RealtimePanel,
  startRealtimePanel,
  type TestSocket,
  type Transport,
} from '@/lib/testing/realtime-panel';

/** The examples of the documents, run by the proxies themselves before a panel, with WebSocket and with it blocked. */
const example = (name: string) => readFileSync(path.join('docs', 'examples', name), 'utf8');

let panel: RealtimePanel;
let directory: string;
let panelPort: number;
let proxyPort: number;
let plainPort: number;
let anna: { id: string; cookie: string };
let closePanel: () => Promise<void>;
const running: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  await installPackage('nginx-light', 'nginx', () => {});
  await installPackage('caddy', 'caddy', () => {});
  directory = mkdtempSync(path.join(tmpdir(), 'berth-proxy-'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', `${directory}/privkey.pem`, '-out', `${directory}/fullchain.pem`];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  });
  [proxyPort, plainPort] = await Promise.all([freePort(), freePort()]);
  panel = await startRealtimePanel();
  const { env } = panel.runtime;
  const origin = `https://localhost:${proxyPort}`;
  // In place: the door holds this very list.
  env.origins.splice(0, env.origins.length, origin);
  Object.assign(env, { origin, trustedProxies: ['127.0.0.1'] });
  const server = createPanelServer(panel.runtime, {
    realtime: panel.server,
    pages: async (incoming, response) => void response.end(String(incoming.headers['x-berth-peer'])),
    streamed: async (_key, _incoming, response) => void response.end(),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  panelPort = (server.address() as AddressInfo).port;
  closePanel = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await panel.stop();
  };
  const user = await panel.addUser('anna');
  anna = { id: user.id, cookie: user.cookie.replace('berth.session', '__Host-berth.session') };
  await panel.addNode('node0', [anna]);
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
  }
});
afterAll(async () => {
  await closePanel();
  rmSync(directory, { recursive: true, force: true });
});

/** Its whole configuration; Debian's holds the frame around the example. */
function nginx(site: string): string[] {
  const own = site
    .replaceAll('berth.school.example', 'localhost')
    .replace('listen 443', `listen 127.0.0.1:${proxyPort}`)
    .replace('listen 80', `listen 127.0.0.1:${plainPort}`)
    .replaceAll('/etc/ssl/berth', directory)
    .replace('127.0.0.1:3000', `127.0.0.1:${panelPort}`);
  const file = path.join(directory, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`);
  const http = [`access_log off;`, ...temporary, own].join('\n');
  writeFileSync(
    file,
    `user root;\npid ${directory}/nginx.pid;\nerror_log ${directory}/error.log;\nevents {}\nhttp {\n${http}\n}\n`,
  );
  return ['nginx', '-c', file, '-g', 'daemon off;'];
}

function caddy(site: string): string[] {
  const file = path.join(directory, 'Caddyfile');
  const own = site
    .replace(
      'berth.school.example {',
      `https://localhost:${proxyPort} {\n\ttls ${directory}/fullchain.pem ${directory}/privkey.pem`,
    )
    .replace('127.0.0.1:3000', `127.0.0.1:${panelPort}`);
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system ${directory}/caddy\n}\n${own}`);
  return ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'];
}

/** Another address of this machine than the proxy's. */
const client = '127.0.0.2';

/** Through the proxy. @returns what the panel takes for the client's address */
function get(): Promise<string> {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port: proxyPort, servername: 'localhost', headers: { host: `localhost:${proxyPort}` } };
    const asked = request({ ...to, rejectUnauthorized: false, agent: false, localAddress: client }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve(`${answer.statusCode} ${text}`));
    });
    asked.on('error', reject).end();
  });
}

async function start([command = '', ...args]: string[]): Promise<void> {
  running.push(spawn(command, args, { stdio: 'ignore' }));
  await expect.poll(() => get().catch(() => 'no answer'), { timeout: 30_000 }).toBe(`200 ${client}`);
}

/** As the page connects, in its order of ways. */
function connect(): TestSocket {
  return io(`https://localhost:${proxyPort}`, {
    path: realtimePath,
    parser: realtimeParser,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    upgrade: false,
    rejectUnauthorized: false,
    extraHeaders: { cookie: anna.cookie, origin: `https://localhost:${proxyPort}`, [pollingHeader]: '1' },
    reconnection: false,
    forceNew: true,
  });
}

/** A terminal both ways, over the transport that was found. */
async function tryTerminal(expected: Transport): Promise<void> {
  const socket = connect();
  try {
    await connected(socket);
    expect(socket.io.engine.transport.name).toBe(expected);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    panel.onType = (data, pty) => pty.emit(data);
    const heard: Buffer[] = [];
    socket.on('terminal:output', ({ data }) => heard.push(Buffer.from(new Uint8Array(data))));
    const size = { cols: 80, rows: 24 };
    const { terminal } = await must<AttachedTerminal>(ask(socket, 'terminal:open', { kind: 'host', node: 'node0', ...size }));
    socket.emit('terminal:input', { id: terminal.id, data: bytes });
    await expect.poll(() => Buffer.concat(heard).equals(bytes)).toBe(true);
    await must(ask(socket, 'terminal:close', { id: terminal.id }));
  } finally {
    socket.disconnect();
  }
}

test('nginx as in the example: WebSocket, and the client’s own address', async () => {
  await start(nginx(example('nginx.conf')));
  await tryTerminal('websocket');
});

test('nginx that does not pass WebSocket on: long polling', async () => {
  const without = example('nginx.conf').replace(/^.*(Upgrade|Connection) \$.*$/gm, '');
  expect(without).not.toContain('$http_upgrade;');
  await start(nginx(without));
  await tryTerminal('polling');
});

test('Caddy as in the example: WebSocket', async () => {
  await start(caddy(example('Caddyfile')));
  await tryTerminal('websocket');
});

test('Caddy that refuses WebSocket: long polling', async () => {
  await start(
    caddy(
      example('Caddyfile').replace(
        '\treverse_proxy',
        '\t@upgrade header Upgrade websocket\n\trespond @upgrade 403\n\treverse_proxy',
      ),
    ),
  );
  await tryTerminal('polling');
});
