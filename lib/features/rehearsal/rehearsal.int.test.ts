import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, makeKeyPair, setupRootLogin } from '@/lab/lab';
import type { Ctx } from '@/lib/core/runtime';
import { readCourse } from '@/lib/features/courses/read-course';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { cleanDocker } from '@/lib/testing/test-lab';
import { nodeForRehearsal } from './prepare';
import { rehearseCourse } from './rehearse-course';
import type { RehearsalReport } from './report';
import { storeRehearsal } from './store-rehearsal';

const name = 'rehearsal';
const directory = mkdtempSync(path.join(tmpdir(), 'berth-rehearsal-'));
let lab: Lab;
let panel: FleetPanel;
let ctx: Ctx;
let nodeId: string;

beforeAll(async () => {
  lab = await ensureLab({ name, nodes: [{ base: 'bookworm', store: 'overlay2' }] });
  const [node] = lab.nodes;
  if (!node) throw new Error('The lab has a node.');
  const key = await makeKeyPair(path.join(directory, 'key'));
  await setupRootLogin(name, node.name, key.publicKey);
  panel = await startFleetPanel();
  ctx = await panel.admin();
  nodeId = await panel.register(node, { loginUser: 'root', credential: { kind: 'private_key', privateKey: key.privateKey } });
  await panel.becomes(nodeId, 'ready');
  await cleanDocker(await ctx.fleet.engine(nodeId));
});
afterAll(async () => {
  await panel?.stop();
  rmSync(directory, { recursive: true, force: true });
  await downLab(name);
});

/** A course of one lesson. @param steps as they stand in lesson.yaml */
function courseOf(id: string, steps: string) {
  const ids = [...steps.matchAll(/^ {2}- id: ([a-z]+)$/gm)].map(([, step]) => step);
  const files: Record<string, string> = {
    'course.yaml': `id: ${id}\nversion: 1.0.0\ntitle: { en: Small }\nlanguages: [en]\nlessons: [one]\n`,
    'lessons/one/lesson.yaml': `title: { en: One }\nminutes: 5\nsteps:\n${steps}`,
    'lessons/one/en.md': ids.map((step) => `::step{#${step}}\n`).join('\n'),
  };
  const { course, issues } = readCourse(
    new Map(Object.entries(files).map(([file, text]) => [file, new TextEncoder().encode(text)])),
  );
  if (!course) throw new Error(issues.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return course;
}

async function rehearse(course: ReturnType<typeof courseOf>): Promise<RehearsalReport> {
  const node = await nodeForRehearsal(ctx, nodeId, { course, evenIfAssigned: false });
  return rehearseCourse(ctx, { course, node, locale: 'en', trusted: false, signal: new AbortController().signal });
}
const faultsOf = (report: RehearsalReport) =>
  Object.fromEntries(report.steps.map(({ step, faults }) => [step, faults.map(({ code }) => code)]));
const onNode = async (command: string) => (await execOnNode(name, 'node0', ['sh', '-c', command])).stdout;

test('a course without faults passes, is kept, and leaves the node as it was', async () => {
  const before = await onNode('cat /root/.bashrc | sha256sum; ls -A /root | sort');
  const course = courseOf(
    'good',
    `
  - id: pull
    title: { en: Pull }
    where: host-root
    commands: [{ id: pull, run: docker pull -q alpine }]
    checks: [{ is: image, ref: alpine }, { is: deed, event: pull, image: alpine }]
    solution: [pull]
    hints: [{ id: none, when: { is: image, ref: alpine, state: absent }, say: { en: Pull it } }]
    wrong: [{ run: docker images, reason: image_missing, hint: none }]
    creates: { images: [alpine] }
  - id: gone
    title: { en: Delete }
    where: host-root
    given: [docker pull -q alpine]
    commands: [{ id: rmi, run: docker rmi alpine, kind: destroy }]
    checks:
      - { is: image, ref: alpine, state: absent }
      - { is: answer, ask: { en: How many layers }, kind: number, truth: { of: image.layers, image: alpine } }
    solution: [rmi]
`,
  );
  const report = await rehearse(course);
  expect(faultsOf(report)).toEqual({ pull: [], gone: [] });
  expect(report).toMatchObject({ passed: true, whole: true, store: 'overlay2', node: 'node0' });
  const [pull] = report.steps;
  expect([pull?.before, pull?.solved, pull?.afterReset, pull?.again].map((seen) => seen?.verdict)).toEqual([
    ...['failed', 'passed', 'failed', 'passed'],
  ]);
  expect(pull?.wrong).toEqual([expect.objectContaining({ verdict: 'failed', hint: 'none' })]);
  expect(pull?.forged?.verdict).toBe('failed');
  expect(Object.values(pull?.solved?.evidence ?? {})).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String)]);
  expect(await onNode('cat /root/.bashrc | sha256sum; ls -A /root | sort')).toBe(before);
  expect(await onNode('docker images -q; ls -d /usr/local/lib/berth-rehearsal 2>/dev/null; true')).toBe('');

  const { db, courses } = panel.runtime;
  expect(await storeRehearsal(ctx, course, report)).toBe(true);
  expect((await courses.offered()).map(({ id, origin }) => [id, origin])).toEqual([['good', 'folder']]);
  expect(await db.rehearsal.findFirst()).toMatchObject({ courseHash: course.hash, store: 'overlay2', passed: true });
  expect(await db.auditEntry.count({ where: { action: 'course.rehearse' } })).toBe(1);
});

test('planted faults are found, each by its name', async () => {
  const course = courseOf(
    'bad',
    `
  - id: before
    title: { en: Holds before }
    where: host-root
    commands: [{ id: mkdir, run: mkdir -p /lab/one }]
    checks:
      - { id: dir, is: file, path: /lab/one, type: directory }
      - { id: etc, is: file, path: /etc, type: directory, fresh: false }
    solution: [mkdir]
    creates: { paths: [/lab/one] }
  - id: hint
    title: { en: A hint that another one hides }
    where: host-root
    commands: [{ id: mkdir, run: mkdir -p /lab/two }]
    checks: [{ is: file, path: /lab/two, type: directory }]
    solution: [mkdir]
    hints:
      - { id: first, when: { is: file, path: /etc, fresh: false }, say: { en: Always }  }
      - { id: second, when: { is: file, path: /lab/wrong, fresh: false }, say: { en: The name is wrong } }
    wrong: [{ run: mkdir -p /lab/wrong && true, hint: second, reason: file_type }]
    creates: { paths: [/lab/two, /lab/wrong] }
  - id: leftover
    title: { en: More than is named }
    where: host-root
    commands: [{ id: run, run: docker run -d --name web alpine sleep 600 }]
    checks: [{ is: container, name: web, state: running }]
    solution: [run]
    creates: { containers: [web] }
  - id: never
    title: { en: Never green }
    where: host-root
    commands: [{ id: cd, run: cd /tmp }]
    checks: [{ is: session, user: root, not: true }]
    solution: [cd]
`,
  );
  const report = await rehearse(course);
  expect(faultsOf(report)).toEqual({
    before: ['green_before'],
    hint: ['reason_missing', 'hint_missing'],
    leftover: ['leftover'],
    never: ['not_green', 'not_green_again'],
  });
  expect(report.steps[0]?.faults[0]?.detail).toMatch(/^etc: /);
  expect(report.steps[1]?.faults[1]?.detail).toContain('wanted second, found first');
  expect(report.steps[2]?.faults[0]?.detail).toBe('image alpine:latest');
  // What did not pass is not offered to classes.
  expect([report.passed, await storeRehearsal(ctx, course, report)]).toEqual([false, false]);
  expect((await panel.runtime.courses.offered()).map(({ id }) => id)).toEqual(['good']);
});

test("somebody's node is not rehearsed on", async () => {
  const course = courseOf('good', '  - id: one\n    title: { en: One }\n    read: true\n');
  await ctx.db.assignment.create({ data: { nodeId, userId: ctx.actor.id, createdAt: new Date() } });
  await expect(nodeForRehearsal(ctx, nodeId, { course, evenIfAssigned: false })).rejects.toThrow(/is assigned to/);
  expect((await nodeForRehearsal(ctx, nodeId, { course, evenIfAssigned: true })).id).toBe(nodeId);
});
