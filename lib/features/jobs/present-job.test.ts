import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { type JobProgress, jobProgressSchema } from '@/lib/shared/jobs';
import { type JobRow, presentJob } from './present-job';

const error = { code: 'command_failed', detail: 'exit 1' };
const steps: JobProgress = {
  kind: 'steps',
  steps: [
    { id: 'command.run', state: 'failed', detail: 'a secret', error },
    { id: 'docker.start', state: 'ok', detail: 'active', error: null },
  ],
  layers: [],
};
const row = (progress: string | null): JobRow => ({
  ...{ id: 'job', kind: 'node.provision', nodeId: 'node', node: { name: 'node0' }, operationId: null, state: 'running' },
  ...{
    createdById: null,
    createdBy: null,
    cancelledById: null,
    cancelledBy: null,
    input: '{"subject":"x"}',
    progress,
    errorCode: null,
    errorDetail: null,
  },
  ...{ createdAt: new Date(0), startedAt: new Date(0), endedAt: null },
});
const shown = (progress: string | null, options?: { withOutput: boolean }) => presentJob(row(progress), null, options).progress;

test('progress is what the schema reads of the stored JSON, and null where it reads nothing', () => {
  const layers: JobProgress = { kind: 'layers', message: 'Pulling', layers: [] };
  expect(shown(JSON.stringify({ ...layers, more: 1 }))).toEqual(layers);
  expect(shown(JSON.stringify(steps), { withOutput: true })).toEqual(steps);
  expect(shown(JSON.stringify({ kind: 'other', steps: [] }))).toBeNull();
  expect(shown(null)).toBeNull();
});

test('what is fresher than the database is shown, and the output of a command to nobody who may not read it', () => {
  const fresh = presentJob(row(null), { progress: steps, revision: 3 });
  expect(fresh).toMatchObject({ revision: 3, progress: { kind: 'steps' } });
  expect(JSON.stringify(fresh)).not.toMatch(/a secret|exit 1/);
  expect(JSON.stringify(fresh)).toContain('active');
  expect(JSON.stringify(shown(JSON.stringify(steps)))).not.toMatch(/a secret|exit 1/);
});

test('the migration gives progress from before it had a kind the kind it is of', () => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE "Job" ("id" TEXT, "progress" TEXT)');
  const layers = [{ id: 'a', phase: 'complete', currentBytes: 1, totalBytes: 1 }];
  const before = {
    pull: JSON.stringify({ message: 'Pulling', layers }),
    steps: JSON.stringify({ message: null, layers, steps: steps.kind === 'steps' ? steps.steps : [] }),
    none: null,
    broken: '{"mess',
  };
  for (const [id, progress] of Object.entries(before)) db.prepare('INSERT INTO "Job" VALUES (?, ?)').run(id, progress);
  db.exec(readFileSync('prisma/migrations/0005_kind_of_job_progress/migration.sql', 'utf8'));
  const after = (id: string) => db.prepare('SELECT "progress" FROM "Job" WHERE "id" = ?').get(id)?.progress;
  const read = (id: string) => jobProgressSchema.parse(JSON.parse(String(after(id))));
  expect(read('pull')).toEqual({ kind: 'layers', message: 'Pulling', layers });
  expect(read('steps')).toEqual({ ...steps, layers });
  expect(JSON.parse(String(after('steps')))).not.toHaveProperty('message');
  expect([after('none'), after('broken')]).toEqual([null, '{"mess']);
  db.close();
});
