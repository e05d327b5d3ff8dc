import { expect, test } from 'vitest';
import type { CheckVerdict } from './evaluate';
import { type HintFacts, seeHint } from './hint-rules';
import type { TerminalSession, Verdict } from './kind';

const red = (reason: string, more: object = {}, kind: CheckVerdict['kind'] = 'image'): CheckVerdict => ({
  ...{ checkId: 'c', kind, facts: null },
  verdict: { verdict: 'failed', reason, ...more } as Verdict,
});
const grey = (cause: string): CheckVerdict => ({
  checkId: 'c',
  kind: 'image',
  facts: null,
  verdict: { verdict: 'errored', cause } as Verdict,
});
const stands = (where: TerminalSession['where'], container: string | null = null): TerminalSession => ({
  ...{ terminalId: 't', where, user: null, cwd: null, root: null, container, parent: null },
});
const die = { kind: 'container', action: 'die', id: 'c', name: 'web', image: null, exitCode: 127, atMs: 1 } as const;
const none: HintFacts = { places: [], checks: [red('author')], sessions: [], images: [], containers: [], deeds: [] };

test.each<[string, Partial<HintFacts>, string | null]>([
  ['nothing to see', {}, null],
  ['no daemon', { checks: [grey('engine_down')] }, 'daemon_down'],
  ['no registry', { checks: [grey('registry_down')] }, 'registry_away'],
  ['still ubuntu', { places: ['host-root'], sessions: [stands('host-user')] }, 'still_ubuntu'],
  ['in a container', { places: ['host-root'], sessions: [stands('container', 'web')] }, 'inside_container'],
  ['in a jail', { places: ['host-root'], sessions: [stands('chroot')] }, 'inside_chroot'],
  ['not in the jail', { places: ['chroot'], sessions: [stands('host-root')] }, 'outside_chroot'],
  ['in another container', { places: ['container:web'], sessions: [stands('container', 'other')] }, 'outside_container'],
  ['one of two stands right', { places: ['host-root'], sessions: [stands('host-root'), stands('container')] }, null],
  [
    'in the container that the step starts',
    { places: ['host-root', 'container:web'], sessions: [stands('container', 'web')] },
    null,
  ],
  ['nothing is red', { places: ['host-root'], sessions: [stands('host-user')], checks: [] }, null],
  ['left by exit', { checks: [red('left_with_exit', {}, 'deed')] }, 'left_with_exit'],
  ['no loader', { checks: [red('loader_missing', {}, 'file')] }, 'loader_missing'],
  ['no library', { checks: [red('library_missing', {}, 'file')] }, 'library_missing'],
  ['an old container', { checks: [red('stale', { found: 'web' }, 'container')] }, 'name_taken'],
  ['an old image', { checks: [red('stale', { found: 'x' })] }, 'older_than_lesson'],
  ['a stopped container', { checks: [red('container_state', { found: 'exited' }, 'container')] }, 'container_stopped'],
  [
    'not pushed',
    {
      checks: [red('registry_missing', { wanted: 'localhost:5000/a' }, 'registry')],
      images: [{ tags: ['localhost:5000/a:latest'] }],
    },
    'not_in_registry',
  ],
  [
    'another tag',
    { checks: [red('image_missing', { wanted: 'localhost:5000/a:1' })], images: [{ tags: ['localhost:5000/a:2'] }] },
    'wrong_name',
  ],
  [
    'a letter too many',
    { checks: [red('image_missing', { wanted: 'mytool' })], images: [{ tags: ['mytoool:latest'] }] },
    'wrong_name',
  ],
  ['something else', { checks: [red('image_missing', { wanted: 'mytool' })], images: [{ tags: ['ubuntu:latest'] }] }, null],
  ['no such command', { deeds: [die] }, 'command_not_found'],
  ['ended well since', { deeds: [die, { ...die, exitCode: 0 }] }, null],
])('%s', (_what, facts, wanted) => {
  expect(seeHint({ ...none, ...facts })?.code ?? null).toBe(wanted);
});
