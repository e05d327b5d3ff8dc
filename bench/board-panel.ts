import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import { attachRealtime } from '@/lib/doors/realtime/attach-realtime';
import { startSession } from '@/lib/features/accounts/session';
import { migrate } from '@/lib/gateways/db/create-db';
import { readEnv } from '@/lib/core/env';
import type { Runtime } from '@/lib/core/runtime';
import { localeCookie } from '@/lib/shared/locale';
import { startRuntime } from '@/lib/start-runtime';
import { serveWholeBoard } from './board-peer';
import { courseArchive, lessonIds } from './bench-course';
import { type Done, type Order, type Ready, size } from './board-panel-orders';
import { ClassAtWork } from './class-at-work';

// A process of bench/board.ts: the panel's socket door and the board behind it, students who work, and the peer. Takes its orders from the
// parent, so that what the viewers need is not counted.

/** Of one person: the panel lets in forty. */
const viewersOfOne = 10;
const sliceMs = 1_000;
/** The timer of the event loop's own measure; what it says beyond this is delay. */
const loopResolutionMs = 1;

const [, , directory = ''] = process.argv;
const root = path.dirname(import.meta.dirname);
const env = readEnv({ NODE_ENV: 'production', BERTH_DATA_DIR: directory, BERTH_HOST: '127.0.0.1', BERTH_PORT: '3999' });
await migrate(root, env.databaseUrl);
const { runtime } = await startRuntime({ ...env, logLevel: 'error' }, { connect: false });
const { classId, students, cookies, courseHash } = await seed(runtime);
const steps = lessonIds(size.lessons).flatMap((lessonId) =>
  Array.from({ length: size.stepsOfLesson }, (_, step) => ({ lessonId, stepId: `s${step}` })),
);

const written: { sockets: Socket[] } = { sockets: [] };
const port = await listen((server) => void attachRealtime(server, runtime));
const peerPort = await listen((server) => serveWholeBoard(server, runtime, classId));
process.send?.({ port, peerPort, origin: env.origin, cookies, classId } satisfies Ready);
process.on('disconnect', () => process.exit(0));
process.on('message', (order: Order) => void work(order).then((done) => process.send?.(done)));

async function listen(serve: (server: HttpServer) => unknown): Promise<number> {
  const server = createServer();
  server.on('connection', (socket: Socket) => written.sockets.push(socket));
  serve(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Bytes to all that are connected, with the frames around them. */
const wireBytes = (): number => written.sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0);

async function work({ seconds, stored }: Order): Promise<Done> {
  written.sockets = written.sockets.filter((socket) => !socket.destroyed);
  const atWork = new ClassAtWork(runtime, { classId, students, steps, courseHash, stored });
  const done: Done = { cpuMs: [], wireKb: [], loopP99Ms: 0, changes: atWork.changes };
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  // It wakes the process a thousand times a second: not while CPU is measured.
  if (stored) loop.enable();
  const timer = setInterval(() => atWork.advance(size.changesASecond), 10);
  for (let second = 0; second < seconds; second++) {
    const before = { cpu: process.cpuUsage(), wire: wireBytes() };
    await new Promise((resolve) => setTimeout(resolve, sliceMs));
    const { user, system } = process.cpuUsage(before.cpu);
    done.cpuMs.push((user + system) / 1_000);
    done.wireKb.push((wireBytes() - before.wire) / 1_024);
  }
  clearInterval(timer);
  loop.disable();
  if (stored) done.loopP99Ms = loop.percentile(99) / 1e6 - loopResolutionMs;
  await atWork.settled();
  // What the last changes set off.
  await new Promise((resolve) => setTimeout(resolve, sliceMs));
  return done;
}

/** Students with a node each, and staff enough to look at the board from every viewer. */
async function seed({ db, courses, newId, now, authSecret }: Runtime) {
  const at = { createdAt: now(), updatedAt: now() };
  const course = await courses.addArchive(courseArchive(size.lessons, size.stepsOfLesson), 'upload');
  const classId = newId();
  await db.class.create({
    data: { id: classId, name: 'bench', createdAt: now(), courseHash: course.hash, courseOpenedAt: now() },
  });
  const person = (name: string, role: string) => ({
    id: newId(),
    email: `${name}@berth.test`,
    name,
    role,
    passwordHash: '-',
    ...at,
  });
  const students = Array.from({ length: size.students }, (_, n) => person(`student${String(n).padStart(3, '0')}`, 'student'));
  const staff = Array.from({ length: size.viewers / viewersOfOne }, (_, n) => person(`staff${n}`, 'admin'));
  await db.user.createMany({ data: [...students, ...staff] });
  await db.enrolment.createMany({ data: students.map(({ id }) => ({ classId, userId: id, role: 'student', createdAt: now() })) });
  for (const { id, name } of students) {
    const reach = { host: '198.18.0.1', port: 22, loginUser: 'root', credentialKind: 'password', credentialSealed: '-' };
    // The node bears the student's id: a judgement of a node that is not the student's is not stored.
    const node = {
      id,
      name: name.replace('student', 'node'),
      classId,
      ...reach,
      state: 'ready',
      stateSince: now(),
      ...at,
    };
    await db.node.create({ data: { ...node, assignments: { create: { userId: id, createdAt: now() } } } });
  }
  const cookies: string[] = [];
  for (const { id } of staff) {
    const sid = await startSession({ db, newId, now }, { id, epoch: 0 }, { address: null, userAgent: null });
    const token = await encode({ token: { sid }, secret: authSecret });
    for (let n = 0; n < viewersOfOne; n++) cookies.push(`berth.session=${token}; ${localeCookie}=${n % 2 === 0 ? 'ko' : 'en'}`);
  }
  return { classId, students, cookies, courseHash: course.hash };
}
