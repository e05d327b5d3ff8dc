#!/usr/bin/env node
// `npm run demo`: on a fresh clone, everything: packages, database, pages, real lab nodes, a demo class, the panel.
// Plain JavaScript without packages, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { pagesAreOf, pagesFingerprint, stampPages } from './pages.mjs';
import { panelArgs } from './panel-args.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const bin = path.join(root, 'node_modules', '.bin');
/** The same for everybody: the demo listens on loopback, and its nodes hold nothing. */
const password = 'berth-demo-class';
/** Of lab/layout.ts, which a test compares: what a node may be made of, from the oldest to the newest. */
const kinds = ['bookworm/overlay2', 'trixie/overlay2', 'trixie/containerd', 'forky/overlay2', 'forky/containerd'];
const usage = `Usage: npm run demo -- [--nodes N] [--base B] [--store S] [--port P] [--host H] [--fresh] [--name L]

Start a panel with a demo class and real lab nodes.

  --nodes N   Number of lab nodes, 1 to 30 (default 3)
  --base B    Debian release of the nodes: bookworm (Docker 20.10), trixie (26.1) or forky (28.5) (default bookworm)
  --store S   Image store of the nodes: overlay2 or containerd (default overlay2). Combinations:
              ${kinds.join(', ')}
  --port P    Port of the panel (default 3000)
  --host H    Address the panel listens on (default 127.0.0.1: this computer only)
  --fresh     Start with an empty database and new nodes
  --name L    Name of the lab and its data, to run several demos (default demo)`;

function refuse(message) {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function readFlags(argv) {
  const flags = { nodes: 3, base: 'bookworm', store: 'overlay2', port: 3000, host: '127.0.0.1', fresh: false, name: 'demo' };
  const whole = (text, what, least, most) => {
    const n = Number(text);
    if (!/^\d+$/.test(text ?? '') || n < least || n > most)
      refuse(`${what} is a whole number from ${least} to ${most}, not "${text ?? ''}".`);
    return n;
  };
  for (let i = 0; i < argv.length; i++) {
    const [flag, given] = argv[i].split(/=(.*)/s);
    const value = () => given ?? argv[++i];
    if (flag === '--help' || flag === '-h') {
      console.log(usage);
      process.exit(0);
    } else if (flag === '--nodes') flags.nodes = whole(value(), '--nodes', 1, 30);
    else if (flag === '--base') flags.base = value() || refuse('--base names a Debian release.');
    else if (flag === '--store') flags.store = value() || refuse('--store names an image store.');
    else if (flag === '--port') flags.port = whole(value(), '--port', 1, 65535);
    else if (flag === '--host') flags.host = value() || refuse('--host names an address.');
    else if (flag === '--name')
      flags.name = /^[a-z][a-z0-9]{0,15}$/.test((argv[i + 1] ?? given) || '')
        ? value()
        : refuse('--name has up to 16 lower-case letters and digits.');
    else if (flag === '--fresh') flags.fresh = true;
    else refuse(`There is no ${flag}.`);
  }
  const kind = `${flags.base}/${flags.store}`;
  if (!kinds.includes(kind)) refuse(`There are no nodes of ${kind}.`);
  return { ...flags, kind };
}

const flags = readFlags(process.argv.slice(2));
const dataDir = path.join('.berth', flags.name);
let child = null;
let ending = false;
let panelUp = false;

/** The panel's own configuration, for the steps that share its database and for the panel itself. */
const env = {
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  BERTH_DATA_DIR: dataDir,
  DATABASE_URL: `file:${path.join(root, dataDir, 'berth.db')}`,
  BERTH_HOST: flags.host,
  BERTH_PORT: String(flags.port),
};

function run(command, args, { quiet = false } = {}) {
  return new Promise((resolve) => {
    child = spawn(command, args, { stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'], env });
    let said = '';
    child.stdout?.on('data', (chunk) => (said += chunk));
    child.stderr?.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => resolve({ code: 127, said: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

async function step(what, command, args, options) {
  if (ending) return;
  const started = Date.now();
  console.log(`── ${what}`);
  const { code, said } = await run(command, args, options);
  if (ending) return;
  if (code !== 0) {
    console.error(`${said ?? ''}\nThis step failed: ${what}`);
    await takeDown();
    process.exit(1);
  }
  console.log(`   ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Takes the nodes down. Once the panel was up the data stays for a quick second start. */
async function takeDown() {
  if (existsSync(path.join(bin, 'tsx'))) await run('tsx', ['lab/cli.ts', 'down', '--name', flags.name], { quiet: true });
}

const stamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function end() {
  if (ending) return;
  ending = true;
  if (panelUp) console.log('\nTaking the demo down …');
  const finish = () => void takeDown().then(() => process.exit(0));
  if (child && child.exitCode === null) {
    child.once('close', finish);
    child.kill('SIGTERM');
  } else finish();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
// npm passes a signal to the shell it runs us in, and that shell dies of it without a word to us.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end(), 500).unref();
// Nobody may be reading any more by then.
process.stdout.on('error', () => {});

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  console.error(
    'The demo starts real lab nodes in namespaces of this machine: it needs Linux and root. The panel alone: npm start',
  );
  process.exit(1);
}
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installStamp = path.join('node_modules', '.berth-installed');
const installed =
  stamp(installStamp) === lockHash ||
  (existsSync(path.join(bin, 'tsx')) && statSync('node_modules').mtimeMs >= statSync('package-lock.json').mtimeMs);
if (!installed)
  await step('Installing packages (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev']);
if (!ending) writeFileSync(installStamp, lockHash);

if (flags.fresh) {
  await takeDown();
  rmSync(dataDir, { recursive: true, force: true });
}
mkdirSync(dataDir, { recursive: true, mode: 0o700 });

const wanted = pagesFingerprint();
if (!pagesAreOf(wanted)) {
  await step('Building the pages', 'npm', ['run', '-s', 'build'], { quiet: true });
  if (!ending) stampPages(wanted);
}
await step(`Starting ${flags.nodes} lab ${flags.nodes === 1 ? 'node' : 'nodes'} (${flags.kind}) and the demo class`, 'tsx', [
  'scripts/demo-prepare.ts',
  String(flags.nodes),
  flags.base,
  flags.store,
  flags.name,
  password,
]);

if (!ending) {
  console.log('── Starting the panel');
  child = spawn(path.join(bin, 'node'), panelArgs, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, BERTH_LOG_LEVEL: process.env.BERTH_LOG_LEVEL ?? 'warn' },
  });
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    if (panelUp || !/^Ready: /m.test(String(chunk))) return;
    panelUp = true;
    console.log(`
  admin        admin@berth.demo
  instructor   instructor@berth.demo
  students     student0@berth.demo on node0${flags.nodes > 1 ? `, … student${flags.nodes - 1}@berth.demo on node${flags.nodes - 1}` : ''}
  password     ${password}   (for all)

  The class has the course docker-basics open: students sign in to its first lesson; the instructor's board is under Classes, demo.
${flags.nodes > 1 ? `\n  node${flags.nodes - 1} is left as a class finds it: ubuntu logs in (password ubuntu), then su root (password root).` : ''}
  Ctrl-C takes everything down.`);
    if (!['127.0.0.1', '::1', 'localhost'].includes(flags.host))
      console.log('\n  It listens beyond this machine, and these passwords are public: close the door behind you.');
  });
  child.on('close', (code) => {
    if (ending) return;
    ending = true;
    console.error(`The panel ended by itself (${code}).`);
    void takeDown().then(() => process.exit(1));
  });
}
