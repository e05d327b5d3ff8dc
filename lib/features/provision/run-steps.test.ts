import { expect, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import type { JobStep } from '@/lib/shared/jobs';
import { runSteps } from './run-steps';
import type { Step, StepNode } from './step';

/** A node that notes what is done to it; a step of it is so once it was applied. */
function scripted(so: string[] = []) {
  const did: string[] = [];
  const state = new Set(so);
  const abort = new AbortController();
  let told: JobStep[] = [];
  const node = { name: 'node0', signal: abort.signal } as unknown as StepNode;
  const step = (id: string, over: Partial<Step> = {}): Step => ({
    id: id as Step['id'],
    check: async () => ({ ok: state.has(id), detail: state.has(id) ? 'is so' : 'is not' }),
    plan: async () => [`would ${id}`, 'and more'],
    async apply() {
      did.push(id);
      state.add(id);
      return `did ${id}`;
    },
    ...over,
  });
  const run = (steps: Step[], dryRun = false) =>
    runSteps(steps, node, {
      dryRun,
      report({ steps: now }) {
        told = now;
      },
    });
  return { did, step, run, abort, node, states: () => told.map((s) => s.state), told: () => told };
}

test('does what is not so, in order, leaves alone what is, and says both', async () => {
  const n = scripted(['b']);
  await n.run([n.step('a'), n.step('b'), n.step('c')]);
  expect(n.did).toEqual(['a', 'c']);
  expect(n.states()).toEqual(['done', 'ok', 'done']);
  expect(n.told().map((s) => s.detail)).toEqual(['did a', 'is so', 'did c']);
  await n.run([n.step('a'), n.step('b'), n.step('c')]);
  expect([n.did, n.states()]).toEqual([
    ['a', 'c'],
    ['ok', 'ok', 'ok'],
  ]);
});

test('a step that could not do all of it is over and says so, and one that did all says nothing', async () => {
  const n = scripted();
  const gone = { detail: 'web: no such container', isPartial: true };
  const verify = async () => ({ ok: true, detail: '' });
  await n.run([
    n.step('a', { apply: async () => gone, verify }),
    n.step('b', { check: async () => ({ ok: true, ...gone }) }),
    n.step('c', { apply: async () => ({ ...gone, isPartial: false }), verify }),
  ]);
  expect(n.states()).toEqual(['done', 'ok', 'done']);
  expect(n.told().map(({ isPartial }) => isPartial)).toEqual([true, true, undefined]);
  expect(n.told()[0]?.detail).toBe(gone.detail);
});

test('a dry run plans every step and applies none', async () => {
  const n = scripted(['b']);
  await n.run([n.step('a'), n.step('b')], true);
  expect(n.did).toEqual([]);
  expect(n.states()).toEqual(['planned', 'ok']);
  expect(n.told()[0]?.detail).toBe('would a\nand more');
});

test('stops at the first failure; what comes after is not reached; the next run begins where it is not so', async () => {
  const n = scripted();
  let broken = true;
  const flaky = n.step('b', {
    async apply() {
      if (broken) throw new AppError('disk_full', { detail: 'No space left' });
      n.did.push('b');
      return 'did b';
    },
    verify: async () => ({ ok: true, detail: '' }),
  });
  const steps = [n.step('a'), flaky, n.step('c')];
  await expect(n.run(steps)).rejects.toMatchObject({ code: 'disk_full' });
  expect(n.states()).toEqual(['done', 'failed', 'skipped']);
  expect(n.told()[1]?.error).toEqual({ code: 'disk_full', detail: 'No space left' });
  broken = false;
  await n.run(steps);
  expect(n.states()).toEqual(['ok', 'done', 'done']);
  expect(n.did).toEqual(['a', 'b', 'c']);
});

test('what was applied and is not so afterwards has failed, and is taken back where it can be', async () => {
  const n = scripted();
  const never = n.step('a', { apply: async () => 'did', undo: async () => 'put back' });
  await expect(n.run([never, n.step('b')])).rejects.toMatchObject({ code: 'step_failed' });
  expect(n.states()).toEqual(['undone', 'skipped']);
  expect(n.told()[0]?.detail).toBe('put back');
});

test('an undo that fails hides nothing: the first error stays', async () => {
  const n = scripted();
  const worse = n.step('a', {
    apply: async () => Promise.reject(new AppError('docker_down')),
    undo: async () => Promise.reject(new AppError('node_lost')),
  });
  await expect(n.run([worse])).rejects.toMatchObject({ code: 'docker_down' });
  expect(n.states()).toEqual(['failed']);
});

test('cancelled between two steps, the next is not begun', async () => {
  const n = scripted();
  const last = n.step('a', {
    async apply() {
      n.did.push('a');
      n.abort.abort();
      return 'did a';
    },
    verify: async () => ({ ok: true, detail: '' }),
  });
  await expect(n.run([last, n.step('b')])).rejects.toMatchObject({ code: 'cancelled' });
  expect(n.did).toEqual(['a']);
  expect(n.states()[1]).toBe('skipped');
});

test('a step that never ends does not hold up a cancel', async () => {
  const n = scripted();
  const hung = n.step('a', { apply: () => new Promise(() => {}) });
  const ended = expect(n.run([hung])).rejects.toMatchObject({ code: 'cancelled' });
  await Promise.resolve();
  n.abort.abort();
  await ended;
});

test('who ended it in another process is asked before each step', async () => {
  const n = scripted();
  let asked = 0;
  const stillWanted = async () => {
    if (++asked > 1) throw new AppError('cancelled');
  };
  const steps = [n.step('a'), n.step('b')];
  await expect(runSteps(steps, n.node, { dryRun: false, report() {}, stillWanted })).rejects.toMatchObject({ code: 'cancelled' });
  expect(n.did).toEqual(['a']);
});

test('what nobody expected is told as internal, and not by its text', async () => {
  const n = scripted();
  await expect(n.run([n.step('a', { check: async () => Promise.reject(new Error('a secret')) })])).rejects.toThrow('a secret');
  expect(n.told()[0]?.error).toEqual({ code: 'internal', detail: null });
});
