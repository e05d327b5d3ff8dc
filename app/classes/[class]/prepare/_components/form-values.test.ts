import { expect, test } from 'vitest';
import { startOperationSchema } from '@/lib/shared/operations';
import { stepIds } from '@/lib/shared/step-ids';
import { bodyOf, changeTask, choosable, type FormValues, formOf, nodesOf, wrongOf } from './form-values';
import { groupOutputs } from './group-outputs';
import type { JobDto } from '@/lib/shared/jobs';

const form = (part: Partial<FormValues>): FormValues => ({ ...formOf({}), ...part });

test('the address chooses steps there are, in the order in which they are done', () => {
  expect(formOf({ steps: 'docker.start,docker.install,rm -rf' }).steps).toEqual(['docker.install', 'docker.start']);
  expect(formOf({ steps: ['hostname', 'root.login'] })).toMatchObject({ steps: ['hostname', 'root.login'], scope: 'notReady' });
  expect(formOf({})).toMatchObject({ task: 'node.provision', steps: ['docker.install', 'docker.start'], scope: 'all' });
});

test('the address of a finding chooses exactly its nodes; of those there are not, none and no others', () => {
  const all = ['node0', 'node1', 'node2'].map((name) => ({ name, state: 'docker_missing' }));
  const chosen = (address: Parameters<typeof formOf>[0]) => nodesOf(formOf(address), all);
  expect(chosen({ steps: 'docker.install', nodes: 'node2,node0,node9' })).toEqual(['node0', 'node2']);
  expect(chosen({ nodes: ['node1', 'node2'] })).toEqual(['node1', 'node2']);
  expect(chosen({ nodes: 'node9' })).toEqual([]);
  expect(chosen({ nodes: '' })).toEqual(['node0', 'node1', 'node2']);
  expect(nodesOf({ ...formOf({ nodes: 'node1' }), scope: 'all' }, all)).toEqual(['node0', 'node1', 'node2']);
});

test.each([
  ['node.command', 'some'],
  ['node.reset', 'some'],
  ['image.pull', 'all'],
] as const)('%s begins with %s of the nodes, and leaves a choice that was made', (task, scope) => {
  expect(changeTask(formOf({}), task)).toEqual({ task, scope });
  expect(changeTask(formOf({ nodes: 'node1' }), task)).toEqual({ task });
  expect(changeTask(form({ scope: 'notReady' }), task)).toEqual({ task });
});

test('a link may begin with a task', () => {
  expect(formOf({ task: 'image.pull' })).toMatchObject({ task: 'image.pull', scope: 'all' });
  expect(formOf({ task: 'node.command' })).toMatchObject({ task: 'node.command', scope: 'some' });
  expect(formOf({ task: 'image.pull', images: ['ubuntu,localhost:5000/a/b:1', 'alpine'] })).toMatchObject({
    images: 'ubuntu\nlocalhost:5000/a/b:1\nalpine',
  });
  expect(formOf({ task: 'node.root-login' })).toMatchObject({ task: 'node.provision' });
});

test('whatever step a finding names is chosen on this page, or is its task, on the nodes of the finding', () => {
  // A command, or which containers, is nothing that a finding could know.
  const unknown: readonly string[] = ['command.run', 'containers.control', 'images.remove'];
  for (const id of stepIds.filter((one) => !unknown.includes(one))) {
    const form = formOf({ steps: id, nodes: 'node0' });
    expect(form.task === 'node.provision' ? form.steps : [form.task]).toEqual([id === 'docker.clean' ? 'node.reset' : id]);
    expect([form.scope, form.chosen]).toEqual(['some', ['node0']]);
  }
});

test('each node pulls by itself only where that is asked for', () => {
  const pull = (part: Partial<FormValues>) =>
    startOperationSchema.parse(bodyOf(form({ images: 'alpine', ...part }), undefined, false));
  expect(pull({ task: 'image.pull' })).toEqual({ kind: 'image.pull', images: ['alpine'], dryRun: false });
  expect(pull({ task: 'image.pull', direct: true })).toMatchObject({ images: ['alpine'], direct: true });
  expect(pull({ steps: ['images.pull'], direct: true })).toMatchObject({
    steps: [{ id: 'images.pull', images: ['alpine'], direct: true }],
  });
});

test('everything chosen and filled in is what the panel takes', () => {
  const values = form({
    steps: [...choosable].reverse(),
    mirrors: 'http://10.0.3.1:5000\n\n https://m.example/ ',
    insecure: '10.0.3.1:5000',
    login: { kind: 'each', password: '', list: 'node0 apple tree\nnode1, plum\n' },
    root: { kind: 'generated', password: '', list: '' },
    images: 'ubuntu:22.04, alpine',
  });
  expect(wrongOf(values, ['node0'])).toEqual([]);
  const body = startOperationSchema.parse(bodyOf(values, ['node0'], true));
  expect(body.kind === 'node.provision' && body.steps.map((step) => step.id)).toEqual(choosable);
  expect(body).toMatchObject({
    dryRun: true,
    nodes: ['node0'],
    steps: expect.arrayContaining([
      expect.objectContaining({ id: 'docker.daemon-json', mirrors: ['http://10.0.3.1:5000', 'https://m.example/'] }),
      expect.objectContaining({ passwords: { kind: 'each', byNode: { node0: 'apple tree', node1: 'plum' } } }),
    ]),
  });
});

test.each<[string, Partial<FormValues>, ReturnType<typeof wrongOf>]>([
  ['no step', { steps: [] }, [{ field: 'steps' }]],
  ['no image', { steps: ['images.pull'], images: ' \n' }, [{ field: 'images' }]],
  ['no command', { task: 'node.command', command: ' ' }, [{ field: 'command' }]],
  ['no password', { steps: ['root.password'] }, [{ field: 'root' }]],
  [
    'a line of the list that has none',
    { steps: ['users.login'], login: { kind: 'each', password: '', list: 'node0 a\nnode1\n' } },
    [{ field: 'login', line: 2 }],
  ],
])('%s is said before anything is sent', (_what, part, wrong) => {
  expect(wrongOf(form(part), ['node0'])).toEqual(wrong);
});

test('without a node there is nothing to do', () => {
  expect(wrongOf(form({}), [])).toEqual([{ field: 'nodes' }]);
});

test('nodes that said the same stand together, the many before the odd one', () => {
  const job = (nodeName: string, detail: string, code: string | null = null) =>
    ({
      nodeName,
      state: code ? 'failed' : 'done',
      error: code ? { code, detail } : null,
      progress: { kind: 'steps', steps: [{ id: 'command.run', state: 'done', detail, error: null }], layers: [] },
    }) as unknown as JobDto;
  const groups = groupOutputs([
    job('node0', 'odd'),
    job('node1', 'ok'),
    job('node2', 'ok'),
    job('node3', 'ok', 'command_failed'),
  ]);
  expect(groups.map((g) => [g.jobs.map((j) => j.nodeName), g.output, g.code])).toEqual([
    [['node1', 'node2'], 'ok', null],
    [['node0'], 'odd', null],
    [['node3'], 'ok', 'command_failed'],
  ]);
});
