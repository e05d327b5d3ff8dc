import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { ContainerAbout } from '@/lib/gateways/docker/engine/present-container-about';
import { webContainer } from '@/lib/testing/fleet-double';
import { evaluateCheck, evaluateStep } from './evaluate';
import type { DeedsSeen, LessonStart, Look } from './kind';
import type { CheckSpec } from './spec';

afterEach(() => void vi.useRealTimers());

const start: LessonStart = {
  ...{ at: 0, nodeAt: 0, bootId: null, daemon: null, eventsSince: '0', images: [], containerIds: [], layers: null, paths: {} },
};
const about = {
  ...webContainer,
  tty: true,
  stdin: true,
  command: [],
  ports: [],
  mounts: [],
  memoryBytes: 0,
} as unknown as ContainerAbout;

/** A node with one running container, which notes what it is asked. */
function lookAt(over: Partial<Look> & { states?: string[]; list?: () => Promise<unknown> } = {}): Look & { asked: string[] } {
  const asked: string[] = [];
  const { states = ['running'], list, ...rest } = over;
  const make = (): Look & { asked: string[] } => {
    const held = new Map<string, Promise<unknown>>();
    const state = states.length > 1 ? states.shift() : states[0];
    const engine = {
      containers: {
        list: async () => {
          asked.push('list');
          return list ? list() : [webContainer];
        },
        about: async () => {
          asked.push('about');
          return { ...about, state };
        },
      },
    };
    return {
      ...{ asked, nodeId: 'n', nodeName: 'n', start, trusted: false, registry: null, engine: async () => engine, now: () => 0 },
      once: <T>(key: string, ask: () => Promise<T>) => {
        const known = (held.get(key) as Promise<T> | undefined) ?? ask();
        held.set(key, known);
        return known;
      },
      deeds: async (): Promise<DeedsSeen> => {
        asked.push('deeds');
        return {
          deeds: [{ kind: 'container', action: 'start', id: 'c', name: 'web', image: null, exitCode: null, atMs: 1 }],
          hasGap: false,
        };
      },
      answers: async () => [],
      sessions: async () => [],
      again: make,
      ...rest,
    } as unknown as Look & { asked: string[] };
  };
  return make();
}
const web: CheckSpec = { is: 'container', name: 'web', state: 'running' };
const started: CheckSpec = { id: 'started', is: 'deed', event: 'start', container: 'web' };

test('checks that ask alike ask once', async () => {
  const look = lookAt();
  const many = { checks: [web, { ...web, id: 'b' }, { is: 'container', name: 'gone', state: 'absent' }] as CheckSpec[] };
  expect(await evaluateStep(look, many, new Set())).toMatchObject({ verdict: 'passed' });
  expect(look.asked).toEqual(['list', 'about']);
});

test('a deed that has passed stays so and is not asked again; a state is', async () => {
  const look = lookAt();
  const first = await evaluateStep(look, { checks: [web, started] }, new Set());
  expect(first).toMatchObject({ verdict: 'passed', latched: ['started'] });
  const later = lookAt({ list: async () => [] });
  expect(await evaluateStep(later, { checks: [web, started] }, new Set(first.latched))).toMatchObject({
    verdict: 'failed',
    latched: ['started'],
    checks: [{ verdict: { reason: 'container_missing' } }, { verdict: { verdict: 'passed' }, facts: null }],
  });
  expect(later.asked).not.toContain('deeds');
});

test('an error of the node is no failure, and one red is enough for red', async () => {
  const away = lookAt({ list: () => Promise.reject(new AppError('node_lost')) });
  expect(await evaluateStep(away, { checks: [web, started] }, new Set())).toMatchObject({
    verdict: 'errored',
    checks: [{ verdict: { verdict: 'errored', cause: 'node_away' } }, { verdict: { verdict: 'passed' } }],
  });
  const red = {
    checks: [web, { is: 'answer', ask: { en: '?' }, kind: 'number', truth: { of: 'number', value: 1 } } as CheckSpec],
  };
  expect(await evaluateStep(away, red, new Set())).toMatchObject({ verdict: 'failed' });
});

test.each([
  ['docker_down', 'engine_down'],
  ['root_unavailable', 'root_needed'],
  ['shell_altered', 'shell_altered'],
  ['docker_answer_too_large', 'output_limit'],
  ['invalid_input', 'unreadable'],
] as const)('%s is told as %s', async (code, cause) => {
  const look = lookAt({ list: () => Promise.reject(new AppError(code)) });
  expect((await evaluateCheck(look, web)).verdict).toMatchObject({ verdict: 'errored', cause });
});

test('a check that gets no answer ends by its deadline: 5 s, a script and a jail 15 s', async () => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
  const never = () => new Promise<never>(() => {});
  const look = lookAt({ list: never, trusted: true, askRoot: never, host: never });
  const ended: string[] = [];
  void evaluateCheck(look, web).then(({ verdict }) => ended.push(JSON.stringify(verdict)));
  for (const spec of [{ is: 'script', run: 'true' } as const, { is: 'file', jail: '/lab', runs: '/bin/bash' } as const])
    void evaluateCheck(look, spec).then(({ verdict }) => ended.push(JSON.stringify(verdict)));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual([expect.stringContaining('deadline')]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ended).toHaveLength(3);
});

test('a rehearsal gives a check more time than a student has', async () => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
  const never = () => new Promise<never>(() => {});
  const ended: string[] = [];
  void evaluateCheck({ ...lookAt({ list: never }), patience: 3 }, web).then(({ verdict }) => ended.push(verdict.verdict));
  await vi.advanceTimersByTimeAsync(14_999);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(['errored']);
});

test('what must be stable is looked at again before it passes', async () => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
  const steady: CheckSpec = { ...web, stable: '2s' } as CheckSpec;
  const crashing = evaluateStep(lookAt({ states: ['running', 'exited'] }), { checks: [steady, started] }, new Set());
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await crashing).toMatchObject({
    verdict: 'failed',
    latched: ['started'],
    checks: [{ verdict: { reason: 'container_state' } }, {}],
  });
  const running = evaluateStep(lookAt(), { checks: [steady] }, new Set());
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await running).toMatchObject({ verdict: 'passed' });
});

test('a course that is not trusted runs nothing', async () => {
  const look = lookAt({ askRoot: () => Promise.reject(new Error('asked')), ask: () => Promise.reject(new Error('asked')) });
  expect((await evaluateCheck(look, { is: 'script', run: 'true' })).verdict).toEqual({
    verdict: 'errored',
    cause: 'not_trusted',
  });
});

test('evidence is small, and what was cut is not judged again', async () => {
  const list = async () =>
    Array.from({ length: 300 }, (_, n) => ({ ...webContainer, id: `${n}`, name: `container-number-${n}` }));
  const { facts, verdict } = await evaluateCheck(lookAt({ list }), { is: 'container', noneLeft: true });
  expect(verdict).toMatchObject({ reason: 'containers_left' });
  expect(JSON.stringify(facts).length).toBeLessThan(6_000);
  expect(facts).toMatchObject({ trouble: 'output_limit' });
});

test('a shell that is not believed makes neither a detach nor a session', async () => {
  const attach = {
    kind: 'container',
    action: 'attach',
    id: webContainer.id,
    name: 'web',
    image: null,
    exitCode: null,
    atMs: 1,
  } as const;
  const over = {
    deeds: async () => ({ deeds: [attach], hasGap: false }),
    host: async () => ({ clockMs: 0, hostname: 'node' }),
    sessions: async () => ({ trouble: 'shell_altered' }) as const,
  };
  const detach: CheckSpec = { is: 'deed', event: 'detach', container: 'web' };
  const forged = lookAt({ ...over, askRoot: async () => 'forged\n' });
  expect((await evaluateCheck(forged, detach)).verdict).toMatchObject({ verdict: 'errored', cause: 'shell_altered' });
  expect((await evaluateCheck(forged, { is: 'session', where: 'host-root' })).verdict).toMatchObject({ cause: 'shell_altered' });
  // The same without a forger: nobody is attached any more.
  const honest = lookAt({ ...over, askRoot: async () => 'node\n' });
  expect((await evaluateCheck(honest, detach)).verdict).toMatchObject({ verdict: 'passed', found: 'state' });
});
