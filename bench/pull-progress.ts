import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'next-auth/jwt';
import { io, type Socket } from 'socket.io-client';
import { startSession } from '@/lib/features/accounts/session';
import type { Runtime } from '@/lib/core/runtime';
import type { JobDto } from '@/lib/shared/jobs';
import { type ClientToServerEvents, realtimePath, type ServerToClientEvents } from '@/lib/shared/realtime';
import { realtimeParser } from '@/lib/shared/realtime-parser';
import { startBenchFarm } from './bench-fleet';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { cpuMsOf } from './cpu-time';
import { dockerPulls } from './docker-pulls';
import type { Sides } from './interleave';
import { check, compare, type Measure } from './report';
import { median } from './statistics';

const size = 30;
const updatesLimit = 10;
const oneLimitPercent = 5;
const allLimitPercent = 25;
const readyTimeoutMs = 60_000;
const restMs = 10_000;
/** CPU of the panel to that of as many `docker` clients. */
const peerGoal = 1.25;
/** Pulls that are not counted: the panel of a class has run for a while, and by then what runs often is compiled. */
const warmUps = 3;

/** Somebody with a page open. */
interface Viewer {
  /** Of a student; the teacher has the class open, and no node. */
  node: string | null;
  cookie: string;
  socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  /** When something of a job came, ms. */
  updates: number[];
  /** Called with each state of a job of the node, or of any of the class. */
  onJob: (job: JobDto) => void;
}

/**
 * A class of thirty pulls an image of twenty layers, each student on their own node with its page open, and their teacher with a page of the
 * class, which hears of all nodes: how often a page hears of it, and what the panel costs meanwhile, with one pull and with thirty at once.
 * What it costs to hold the nodes and pages at rest is in that, and is printed beside it. The peer is a `docker -H ssh://` for each node, which
 * pulls the same. On fake nodes, which tell of a pull as a dockerd does; about 1000 lines a second of thirty.
 * @param samples pulls of each kind.
 */
export async function measurePullProgress(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  say(`Starting ${size} fake nodes and the panel …`);
  const farm = await startBenchFarm(size);
  await farm.pacePulls();
  const nodes = farm.nodes.map((node) => ({ ...node, privateKey: farm.privateKey }));
  let students: Array<Pick<Viewer, 'node' | 'cookie'>> = [];
  const prepare = async (runtime: Runtime): Promise<void> => {
    students = await addStudents(runtime);
  };
  const panel = await startBenchPanel(nodes, directory, say, { nodeNetworks: '127.0.0.0/8', prepare });
  const [opened, viewers]: [Viewer[], Viewer[]] = [[], []];
  try {
    await allReady(panel);
    for (const student of students) viewers.push(await openViewer(panel, student));
    opened.push(...viewers);
    const teacher = await openViewer(panel, { node: null, cookie: panel.cookie });
    opened.push(teacher);
    const [first] = viewers;
    if (!first) throw new Error('There is no viewer.');
    for (let n = 0; n < warmUps; n++) await pullAll(panel, viewers);
    const byDocker = await dockerPulls(farm.nodes, { directory, privateKey: farm.privateKey, say });
    await byDocker();
    const percents: Record<'one' | 'all', number[]> = { one: [], all: [] };
    const cpuMs: Sides = { ours: [], peer: [] };
    const updates: number[] = [];
    const measurePull = async (which: 'one' | 'all'): Promise<void> => {
      const pulling = which === 'one' ? [first] : viewers;
      for (const viewer of opened) viewer.updates = [];
      const cost = await costOf(panel, () => pullAll(panel, pulling));
      percents[which].push(cost.percent);
      if (which === 'all') cpuMs.ours.push(cost.cpuMs);
      updates.push(...[...pulling, teacher].map((viewer) => mostInASecond(viewer.updates)));
      say(`${which === 'one' ? 1 : size} at once: ${cost.percent.toFixed(1)} % of a core`);
    };
    for (let sample = 0; sample < samples; sample++) {
      say(`at rest: ${(await costOf(panel, () => pause(restMs))).percent.toFixed(1)} % of a core`);
      await measurePull('one');
      await measurePull('all');
      cpuMs.peer.push(await byDocker());
    }
    return {
      name: 'pull-progress',
      ours: `the panel, ${size} pulls and ${size + 1} pages`,
      unit: 'CPU ms',
      comparisons: [compare(`${size} docker -H ssh:// pull`, cpuMs, peerGoal)],
      checks: [
        check('updates', 'messages of a pull that a page had in any second, the most', Math.max(...updates), updatesLimit),
        check('one', 'one pull, % of a core, median', median(percents.one), oneLimitPercent),
        check('all', `${size} pulls at once, % of a core, median`, median(percents.all), allLimitPercent),
      ],
    };
  } finally {
    for (const { socket } of opened) socket.disconnect();
    await panel.stop();
    await farm.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A student for each node. */
async function addStudents(runtime: Runtime): Promise<Array<Pick<Viewer, 'node' | 'cookie'>>> {
  const { db, newId, now, authSecret } = runtime;
  const nodes = await db.node.findMany({ select: { id: true, name: true, classId: true } });
  const students: Array<Pick<Viewer, 'node' | 'cookie'>> = [];
  for (const { id: nodeId, name, classId } of nodes) {
    const id = newId();
    const times = { createdAt: now(), updatedAt: now() };
    const person = { id, email: `${name}@bench.test`, name: `student of ${name}`, role: 'student', passwordHash: '-' };
    await db.user.create({ data: { ...person, ...times } });
    await db.enrolment.create({ data: { classId: classId ?? '', userId: id, role: 'student', createdAt: now() } });
    await db.assignment.create({ data: { nodeId, userId: id, createdAt: now() } });
    const sid = await startSession(runtime, { id, epoch: 0 }, { address: null, userAgent: null });
    students.push({ node: name, cookie: `berth.session=${await encode({ token: { sid }, secret: authSecret })}` });
  }
  return students;
}

async function allReady({ origin, cookie }: BenchPanel): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const response = await fetch(`${origin}/api/v1/node-summary`, { headers: { cookie } });
    const { ready } = (await response.json()) as { ready: number };
    if (ready === size) return;
    if (Date.now() > deadline) throw new Error(`${ready} of ${size} nodes are ready.`);
    await pause(200);
  }
}

async function openViewer(panel: BenchPanel, { node, cookie }: Pick<Viewer, 'node' | 'cookie'>): Promise<Viewer> {
  const socket: Viewer['socket'] = io(panel.url, {
    path: realtimePath,
    parser: realtimeParser,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { host: new URL(panel.origin).host, origin: panel.origin, cookie },
  });
  const viewer: Viewer = { node, cookie, socket, updates: [], onJob: () => {} };
  socket.on('jobs:changed', (jobs) => {
    viewer.updates.push(performance.now());
    for (const job of jobs) viewer.onJob(job);
  });
  const asking = socket.timeout(readyTimeoutMs);
  const ack =
    node === null
      ? await asking.emitWithAck('class:watch', { class: panel.classId })
      : await asking.emitWithAck('node:watch', { node });
  if (!ack.ok) throw new Error(`A viewer may not watch ${node ?? 'the class'}: ${ack.error.code}`);
  return viewer;
}

/** Resolves when each has seen the end of their pull. @throws Error when one does not end well, or was not told of its layers */
async function pullAll({ origin }: BenchPanel, viewers: readonly Viewer[]): Promise<void> {
  await Promise.all(
    viewers.map(async (viewer) => {
      let mostLayers = 0;
      const ended = new Promise<JobDto>((resolve) => {
        viewer.onJob = (job) => {
          if (job.progress?.kind === 'layers') mostLayers = Math.max(mostLayers, job.progress.layers.length);
          if (job.endedAt !== null) resolve(job);
        };
      });
      const response = await fetch(`${origin}/api/v1/nodes/${viewer.node}/images/pull`, {
        method: 'POST',
        headers: { cookie: viewer.cookie, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ image: 'layers' }),
      });
      if (response.status !== 202) throw new Error(`The panel answered ${response.status}: ${await response.text()}`);
      const { state, error } = await ended;
      if (state !== 'done' || mostLayers !== 20)
        throw new Error(`The pull on ${viewer.node} ended as ${state} with ${mostLayers} layers: ${error?.code}`);
    }),
  );
}

/** CPU of the panel's process while this goes on. */
async function costOf({ pid }: BenchPanel, work: () => Promise<unknown>): Promise<{ cpuMs: number; percent: number }> {
  const before = { cpuMs: cpuMsOf(pid), atMs: performance.now() };
  await work();
  const cpuMs = cpuMsOf(pid) - before.cpuMs;
  return { cpuMs, percent: (cpuMs / (performance.now() - before.atMs)) * 100 };
}

/** @param times in order, ms */
function mostInASecond(times: readonly number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= 1_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
