import type { Mutant } from './mutant';

/** Of what is done with Docker: lists of classes, files of containers, builds, jobs. */
export const dockerMutants: Mutant[] = [
  // Lists of classes
  {
    name: 'class lists: a tab whose user lost the class still hears of its rows',
    file: 'lib/doors/realtime/class-list-events.ts',
    find: 'if (!may) leave(session, room);',
    replace: 'void may;',
    tests: ['lib/doors/realtime/class-list-events'],
  },
  {
    name: 'class lists: whoever has the id of a class reads its containers',
    file: 'lib/features/class-lists/list-class.ts',
    find: "  await staffClassFor(ctx, classId, 'class.containers');",
    replace: '',
    tests: ['lib/features/class-lists'],
  },
  {
    name: 'class lists: all nodes of a class are looked up at once',
    file: 'lib/features/class-lists/create-class-lists.ts',
    find: 'const sweepAtOnce = 16;',
    replace: 'const sweepAtOnce = 1_000;',
    tests: ['lib/features/class-lists'],
  },

  // Events
  {
    name: 'events: a click goes on after its answer',
    file: 'lib/features/docker-events/doers.ts',
    find: 'if (click) click.untilMs = Math.min(click.untilMs, atMs + clickTailMs);',
    replace: '',
    tests: ['lib/features/docker-events'],
  },
  {
    name: 'progress: a resized terminal is a try',
    file: 'lib/features/progress/create-progress.ts',
    find: 'if (isLook(deed)) return;',
    replace: '',
    tests: ['lib/features/progress/triggers.test.ts'],
  },
  // Files of containers
  {
    name: 'files: a text is saved over what somebody else has written',
    file: 'lib/features/container-files/container-files.ts',
    find: 'if (!before.bytes || hashOf(before.bytes) !== version)',
    replace: 'if (!before.bytes)',
    tests: ['lib/features/container-files'],
  },
  {
    name: 'files: a path with .. is taken',
    file: 'lib/shared/container-files.ts',
    find: '(?!\\.{1,2}(?:\\/|$))',
    replace: '',
    tests: ['lib/shared/container-files.test.ts'],
  },
  {
    name: 'files: a file is sent with another length than was said',
    file: 'lib/gateways/docker/engine/container-files.ts',
    find: 'if (this.#left > 0) done',
    replace: 'if (this.#left > this.#size) done',
    tests: ['lib/gateways/docker/engine/container-files.test.ts'],
  },
  // Builds
  {
    name: 'build: a name in the context leads out of it',
    file: 'lib/features/images/build-context.ts',
    find: "return parts.includes('..') ? null : parts;",
    replace: 'return parts;',
    tests: ['lib/features/images/build-context'],
  },
  {
    name: 'build: a file of the context is written through a link',
    file: 'lib/features/images/build-context.ts',
    find: "if (links.has(parts.slice(0, depth).join('/'))) throw unsafe(name);",
    replace: '{}',
    tests: ['lib/features/images/build-context'],
  },
  {
    name: 'build: the session does not say that it is well',
    file: 'lib/gateways/docker/engine/build-session.ts',
    find: "'/grpc.health.v1.Health/Check': async () => message(0x08, 1),",
    replace: '',
    tests: ['lib/gateways/docker/engine/run-build'],
  },
  {
    name: 'sign-ins: one goes to whichever registry is asked',
    file: 'lib/gateways/docker/engine/registry-auth.ts',
    find: 'signIn && signIn.host === registryHostOf(reference)',
    replace: 'signIn && reference',
    tests: ['lib/gateways/docker/engine/push-image', 'lib/gateways/docker/engine/pull-image'],
  },
  {
    name: 'sign-ins: a build gets one of another registry',
    file: 'lib/gateways/docker/engine/build-session.ts',
    find: 'signIn && signIn.host === host',
    replace: 'signIn',
    tests: ['lib/gateways/docker/engine/run-build'],
  },
  {
    name: 'sign-ins: staff show their own to a node of a student',
    file: 'lib/features/registry-sign-ins/find-sign-in.ts',
    find: 'userId !== null && node.assignments.length > 0',
    replace: 'userId !== null',
    tests: ['lib/features/registry-sign-ins'],
  },
  {
    name: 'class pull: each node fetches from outside',
    file: 'lib/features/class-registry/class-pull.ts',
    find: 'let source = sources.get(key);',
    replace: 'let source: Promise<Source> | undefined;',
    tests: ['lib/features/class-registry/class-pull'],
  },
  {
    name: 'class pull: a node that had a layer before is waited for',
    file: 'lib/shared/class-layers.ts',
    find: "at?.phase === 'exists' ||",
    replace: '',
    tests: ['lib/shared/class-layers'],
  },

  // Jobs
  {
    name: 'docker: images are not looked for after a line was typed',
    file: 'lib/gateways/docker/live-model.ts',
    find: "this.#dirty.add('images');",
    replace: '',
    tests: ['lib/gateways/docker/live-truth.test.ts'],
  },
  {
    name: 'docker: who throws at a line is told the next ones',
    file: 'lib/gateways/docker/engine/streams.ts',
    find: "stream.off('data', onData);",
    replace: '',
    tests: ['lib/gateways/docker/engine/streams.test.ts'],
  },
  {
    name: 'realtime: of many sessions that are checked together each page takes the first',
    file: 'lib/doors/realtime/follow-bus.ts',
    find: 'learn(session, actors[index] ?? null',
    replace: 'learn(session, actors[0] ?? null',
    tests: ['lib/doors/realtime/access.test.ts'],
  },
  {
    name: 'registry: a push by click counts whatever its tag leads to',
    file: 'lib/features/class-registry/last-pushes.ts',
    find: 'return itsOwn === digest ? job : null;',
    replace: 'return job;',
    tests: ['lib/features/class-registry'],
  },
  {
    name: 'jobs: progress is told without a pause',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const tellEveryMs = 250;',
    replace: 'const tellEveryMs = 1;',
    tests: ['lib/features/jobs'],
  },
  {
    name: 'jobs: a page of many nodes hears of each of their jobs by itself',
    file: 'lib/doors/realtime/job-news.ts',
    find: 'const newsPauseMs = 250;',
    replace: 'const newsPauseMs = 1;',
    tests: ['lib/doors/realtime'],
  },
  {
    name: 'jobs: progress is stored as often as it is told',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const storeEveryMs = 10_000;',
    replace: 'const storeEveryMs = 0;',
    tests: ['lib/features/jobs'],
  },
  {
    name: 'jobs: two starts under one key make two jobs',
    file: 'lib/features/jobs/create-jobs.ts',
    find: 'const going = keyed.get(name) ?? begin(job, work);',
    replace: 'const going = begin(job, work);',
    tests: ['lib/features/jobs', 'lib/features/images'],
  },
  {
    name: 'jobs: what ran when the panel stopped counts as cancelled',
    file: 'lib/features/jobs/create-jobs.ts',
    find: "state = stop.signal.aborted ? 'interrupted' : job.abort.signal.aborted ? 'cancelled' : 'failed';",
    replace: "state = job.abort.signal.aborted ? 'cancelled' : 'failed';",
    tests: ['lib/features/jobs'],
  },
  {
    name: 'jobs: one’s own are told though their node may not be read any more',
    file: 'lib/features/jobs/own-jobs.ts',
    find: "return isMine && can(actor, 'job.read', node);",
    replace: 'return isMine;',
    tests: ['lib/doors/realtime/own-jobs'],
  },
];
