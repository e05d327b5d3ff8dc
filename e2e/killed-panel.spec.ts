import { cpSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { panel, type Started, startUntil } from './panel';
import { slowRegistry } from './slow-registry';

const dataDir = '.berth/e2e-killed';
const port = 4301;
const env = {
  NODE_ENV: 'production' as const,
  BERTH_DATA_DIR: dataDir,
  BERTH_PORT: String(port),
  DATABASE_URL: `file:${path.resolve(dataDir, 'berth.db')}`,
  BERTH_LOG_LEVEL: 'error',
};
const api = `http://localhost:${port}/api/v1`;

/** A second panel on a copy of the first one's data. */
const startPanel = (): Promise<Started> => startUntil(['node', '--import', 'tsx', 'server.ts'], /^Ready: /m, 60_000, env);

test('a panel killed in the middle of a pull and of a load says afterwards that they were interrupted, never that they are done', async () => {
  rmSync(dataDir, { recursive: true, force: true });
  cpSync(panel.dataDir, dataDir, { recursive: true });
  const token = execFileSync('tsx', ['scripts/cli.ts', 'token', 'create', '--user', 'instructor@berth.demo'], {
    env: { ...process.env, ...env },
  })
    .toString()
    .trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const get = async <T>(where: string): Promise<T> => (await fetch(`${api}${where}`, { headers })).json() as Promise<T>;
  const { proxy, address } = await slowRegistry();
  let running = await startPanel();
  try {
    await expect.poll(async () => (await get<{ state: string }>('/nodes/node0')).state).toBe('ready');
    const body = JSON.stringify({ image: `${address}/library/ubuntu` });
    const job = (await (await fetch(`${api}/nodes/node0/images/pull`, { method: 'POST', headers, body })).json()) as {
      id: string;
    };
    await expect
      .poll(async () => (await get<{ progress: { layers: unknown[] } | null }>(`/jobs/${job.id}`)).progress?.layers.length ?? 0)
      .toBeGreaterThan(0);
    const loading = request(`${api}/nodes/node0/images/load`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-tar', 'content-length': 10_000_000 },
    });
    loading.on('error', () => {});
    loading.write(Buffer.alloc(1_000));
    interface Job {
      id: string;
      kind: string;
      state: string;
    }
    const jobs = async () => (await get<{ items: Job[] }>('/jobs')).items;
    const loads = async () => (await jobs()).filter(({ kind, state }) => kind === 'image.load' && state === 'running');
    await expect.poll(async () => (await loads()).length).toBe(1);
    const [load] = await loads();
    running.child.kill('SIGKILL');
    await new Promise((resolve) => running.child.once('close', resolve));
    running = await startPanel();
    for (const id of [job.id, load?.id])
      expect(await get(`/jobs/${id}`)).toMatchObject({ state: 'interrupted', error: { code: 'interrupted' } });
  } finally {
    await running.stop();
    await proxy.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
