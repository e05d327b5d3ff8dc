#!/usr/bin/env node
// `npm test`: everything, on a fresh clone as root. Installs what is missing and builds what is built once, then types, style, import
// direction, dead code, unit tests, integration tests on real lab nodes, a production build and browser journeys. Closes with `N passed, N failed`.
// Plain JavaScript without packages, because it may run before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { failuresOf } from './failures.mjs';
import { pagesFingerprint, stampPages } from './pages.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const bin = path.join(root, 'node_modules', '.bin');
const env = {
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
  NEXT_TELEMETRY_DISABLED: '1',
  DEBIAN_FRONTEND: 'noninteractive',
};
const results = [];
/** What could not be had on this machine and what stood in for it: said again at the end. */
const notes = [];
let passed = 0;
let failed = 0;
const children = new Set();
/** Until it is known, nothing is taken down. */
let labsBefore = null;

let isEnding = false;
function end() {
  if (isEnding) return;
  isEnding = true;
  for (const child of children) child.kill('SIGTERM');
  void takeDown().finally(() => process.exit(130));
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
// npm passes a signal to the shell it runs us in, and that shell dies of it without a word to us: the stages would go on, and take down the
// labs of the next run at their end.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end(), 500).unref();

/** Runs one command to its end, showing what it prints; `onLine` hears the lines of its stdout, `onErrorLine` those of its stderr. */
function run(command, args, { onLine, onErrorLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', onLine ? 'pipe' : 'inherit', onErrorLine ? 'pipe' : 'inherit'], env });
    const end = (code) => {
      children.delete(child);
      resolve(code);
    };
    children.add(child);
    const hear = (from, to, listener) => {
      if (!listener) return;
      from.pipe(to, { end: false });
      createInterface({ input: from }).on('line', listener);
    };
    hear(child.stdout, process.stdout, onLine);
    hear(child.stderr, process.stderr, onErrorLine);
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs one command to its end and keeps what it prints. */
function runQuietly(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const printed = [];
    const end = (code) => {
      children.delete(child);
      resolve({ code, printed: Buffer.concat(printed) });
    };
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => printed.push(part));
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Stages that change nothing, all at once: each waits much for files. What they print follows in the order given here. */
async function stagesAtOnce(stages) {
  const started = Date.now();
  const running = stages.map(async ([name, command, args]) => {
    const { code, printed } = await runQuietly(command, args);
    return { name, code, printed, seconds: secondsSince(started) };
  });
  let isGreen = true;
  for (const stage of running) {
    const { name, code, printed, seconds } = await stage;
    console.log(`\n── ${name}`);
    process.stdout.write(printed);
    isGreen = count(name, code, null, seconds, String(printed)) && isGreen;
  }
  return isGreen;
}

/** One stage. A stage that reports its own tests is counted by them; any other counts as one. */
async function stage(name, command, args, { report, onLine } = {}) {
  // The stage before was ended with everything else: the process ends once the labs are down.
  if (isEnding) await new Promise(() => {});
  const started = Date.now();
  console.log(`\n── ${name}`);
  if (report) rmSync(report, { force: true });
  const errorLines = [];
  const onErrorLine = (line) => {
    errorLines.push(line);
    if (errorLines.length > linesOfError) errorLines.shift();
  };
  const code = await run(command, args, { onLine, onErrorLine });
  return count(name, code, report, secondsSince(started), errorLines.join('\n'));
}

const secondsSince = (started) => Math.round((Date.now() - started) / 1000);

/** So many lines of an error that no report names are said again at the end. */
const linesOfError = 40;

/** Adds a stage that has ended to the results; `printed` stands for a failure that no report names. @returns whether it is green */
function count(name, code, report, seconds, printed) {
  const told = report && existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const counts = told && countReport(told);
  const ok = counts?.passed ?? (code === 0 ? 1 : 0);
  // A runner that stops with an error although each test passed (an unhandled error, a failed set-up) is a failure too.
  const bad = counts ? Math.max(counts.failed, code === 0 ? 0 : 1) : code === 0 ? 0 : 1;
  passed += ok;
  failed += bad;
  const failures = told ? failuresOf(told, root) : [];
  if (bad > 0 && failures.length === 0)
    failures.push({ name, message: printed.trimEnd().split('\n').slice(-linesOfError).join('\n') });
  results.push({ name, ok, bad, seconds, slowest: slowestFiles(told), failures });
  return bad === 0;
}

/** Vitest's JSON report has numPassedTests; Playwright's has stats. */
function countReport(report) {
  if (typeof report.numPassedTests === 'number') return { passed: report.numPassedTests, failed: report.numFailedTests };
  const { expected = 0, unexpected = 0, flaky = 0 } = report.stats ?? {};
  return { passed: expected + flaky, failed: unexpected };
}

/** Where the time of a stage went: its five slowest files by their tests, of Vitest's report. */
function slowestFiles(report) {
  return (report?.testResults ?? [])
    .map(({ name, startTime, endTime }) => ({
      name: path.relative(root, name),
      seconds: Math.round((endTime - startTime) / 1000),
    }))
    .filter(({ seconds }) => seconds >= 20)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 5);
}

function fail(message) {
  console.error(message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

/** Debian packages the tests need, beyond what the lab installs for itself. */
async function installSystemPackages() {
  const missing = [];
  // The same engine without a window: the journeys take a fifth less time in it (docs/decisions/048).
  if (!existsSync(process.env.BERTH_CHROMIUM ?? '/usr/bin/chromium-headless-shell')) missing.push('chromium-headless-shell');
  if (spawnSync('fc-list', [':lang=ko'], { encoding: 'utf8' }).stdout?.trim() === '' || spawnSync('fc-list').error)
    missing.push('fontconfig', 'fonts-noto-cjk');
  if (!existsSync('/usr/bin/ssh')) missing.push('openssh-client');
  // Login shells that a node's user may have: what is run there means the same to each.
  missing.push(...['zsh', 'ksh', 'fish', 'tcsh'].filter((shell) => !existsSync(`/usr/bin/${shell}`)));
  // The proxies of docs/examples, run before a panel.
  if (!existsSync('/usr/sbin/nginx')) missing.push('nginx-light');
  if (!existsSync('/usr/bin/caddy')) missing.push('caddy');
  if (missing.length > 0) {
    console.log(`\n── Installing from Debian: ${missing.join(' ')}`);
    await run('apt-get', ['update', '-qq']);
    if ((await run('apt-get', ['install', '-yqq', '--no-install-recommends', ...missing])) !== 0)
      fail(`Install these Debian packages and run again: ${missing.join(' ')}`);
  }
  if ((await run('tsx', ['lab/cli.ts', 'install'])) !== 0) fail('The lab says above what is missing on this machine.');
}

/** The labs that stand on this machine now. */
function labs() {
  const { stdout } = spawnSync(path.join(bin, 'tsx'), ['lab/cli.ts', 'status', '--json'], { encoding: 'utf8', env });
  try {
    return JSON.parse(stdout).map((lab) => lab.name);
  } catch {
    return [];
  }
}

/** Takes down the labs that a test which was cut off left. Those that stood before are somebody's. */
async function takeDown() {
  if (!labsBefore) return;
  for (const name of labs()) if (!labsBefore.includes(name)) await run('tsx', ['lab/cli.ts', 'down', '--name', name]);
}

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  fail('npm test runs real lab nodes and needs Linux and root. Without root: npm run test:unit');
}
if (!existsSync(path.join(bin, 'vitest'))) {
  console.log('── Installing packages');
  if ((await run('npm', ['ci', '--no-audit', '--no-fund'])) !== 0) fail('npm ci failed: see above.');
}
await installSystemPackages();
labsBefore = labs();
mkdirSync('test-results', { recursive: true });

// What is built once is no test's time: bases and images of the lab here, the pages before the journeys.
await stage('Bases and images of the lab', 'tsx', ['lab/cli.ts', 'build'], {
  onLine: (line) => line.startsWith('Note: ') && notes.push(line),
});

const vitest = (project) => [
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=test-results/${project}.json`,
];
const sound =
  (await stagesAtOnce([
    // TypeScript 7 takes a third of the CPU time of 6, which Next.js and the other tools still need for its API. One checker: several look
    // at shared types several times, and the stages beside this one use the other core.
    ['Types', 'node', ['node_modules/@typescript/native/bin/tsc', '--noEmit', '--checkers', '1', '-p', '.']],
    ['Style', 'biome', ['check', '--max-diagnostics=50']],
    ['Direction of imports', 'npm', ['run', '-s', 'check:direction']],
    ['Dead code', 'npm', ['run', '-s', 'check:dead']],
  ])) & (await stage('Unit tests', 'vitest', vitest('unit'), { report: 'test-results/unit.json' }));
// The long stages run even when a short one failed: one run tells everything.
await stage('Integration tests on real nodes', 'vitest', vitest('integration'), { report: 'test-results/integration.json' });
const source = pagesFingerprint();
// The types were looked at above: once is enough (next.config.js).
if (await stage('Production build', 'env', ['TYPES_CHECKED=1', 'npm', 'run', '-s', 'build'])) {
  stampPages(source);
  await stage('Browser journeys', 'playwright', ['test'], { report: 'test-results/e2e.json' });
}
await takeDown();

// Once more at the end: where a log is cut, its end is what is left of it.
for (const { name, failures } of results)
  for (const failure of failures) console.log(`\n✗ ${name}: ${failure.name}\n${failure.message.replace(/^/gm, '  ')}`);

console.log('');
for (const { name, ok, bad, seconds, slowest } of results) {
  console.log(`${bad === 0 ? '✓' : '✗'} ${name}: ${ok} passed, ${bad} failed (${seconds} s)`);
  if (slowest.length > 0) console.log(`  slowest: ${slowest.map((file) => `${file.name} ${file.seconds} s`).join(', ')}`);
}
for (const note of notes) console.log(note);
if (!sound) console.log('Types, style, direction, dead code and unit tests must be green before anything lands.');
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
