import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, type LabNode } from '@/lab/lab';
import type { JobStep } from '@/lib/shared/jobs';
import { type StepInput, stepInputSchema } from '@/lib/shared/operations';
import { buildActor, buildCtx } from '@/lib/testing/factories';
import type { FleetPanel } from '@/lib/testing/fleet-panel';
import { besideSystemd, startSystemdPanel } from '@/lib/testing/systemd-node';
import { runSteps } from './run-steps';
import { createStepNode } from './step-node';
import { makeStep } from './steps';

const name = 'provsystemd';
let node: LabNode;
let panel: FleetPanel;
let id: string;

beforeAll(async () => {
  ({ node, panel, id } = await startSystemdPanel(name));
}, 480_000);
afterAll(async () => {
  await panel?.stop();
  await downLab(name);
});

const sh = (script: string) => besideSystemd(name, node.name, script);

async function run(...inputs: unknown[]): Promise<JobStep[]> {
  const steps = inputs.map((input) => makeStep(stepInputSchema.parse(input) as StepInput));
  const ctx = buildCtx(panel.runtime, buildActor({ role: 'admin' }));
  const at = createStepNode(ctx, { id, name: 'node9', loginUser: 'ubuntu' }, new AbortController().signal);
  let told: JobStep[] = [];
  await runSteps(steps, at, {
    dryRun: false,
    report(progress) {
      told = progress.steps ?? [];
    },
  });
  return told;
}

test('where systemd runs, Docker is started and restarted as its unit, also after the next boot, and a name is kept', async () => {
  await sh('systemctl stop docker.socket docker.service; systemctl disable docker.service');
  const steps = [
    { id: 'docker.start' },
    { id: 'docker.daemon-json', logs: { maxSizeMb: 10, maxFiles: 3 } },
    { id: 'hostname' },
    { id: 'root.login' },
  ];
  const first = await run(...steps);
  expect(first.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done']);
  expect(first[0]?.detail).toMatch(/^systemctl start docker\nDocker 26/);
  expect(
    await sh('systemctl is-active docker.service ssh.service; systemctl is-enabled docker.service; uname -n; cat /etc/hostname'),
  ).toBe('active\nactive\nenabled\nnode9\nnode9\n');
  expect(await sh('docker info --format "{{.LoggingDriver}}"; pidof dockerd | wc -w')).toBe('json-file\n1\n');
  expect((await run(...steps)).map((step) => step.state)).toEqual(['ok', 'ok', 'ok', 'ok']);
}, 480_000);
