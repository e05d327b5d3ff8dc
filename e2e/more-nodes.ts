import { type Browser, expect } from '@playwright/test';
import { downLab, ensureLab, labUsers } from '@/lab/lab';
import type { NodeSpec } from '@/lab/layout';
import { enter } from './journeys';
import { panel } from './panel';

const api = `${panel.origin}/api/v1`;
const headers = { origin: panel.origin };

/**
 * Brings a lab up and puts its nodes into the demo's class, ready and with a root login, for the demo's first student.
 * @param specs by the name of each node on the panel, in the order of the lab
 */
export async function addNodesForStudent0(browser: Browser, labName: string, specs: Record<string, NodeSpec>): Promise<void> {
  const lab = await ensureLab({ name: labName, nodes: Object.values(specs) });
  const page = await (await browser.newContext()).newPage();
  const { request } = page;
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  const { items } = await (await request.get(`${api}/nodes?limit=200`)).json();
  const first = (items as Array<{ name: string; classId: string; assignees: Array<{ id: string }> }>).find(
    ({ name }) => name === 'node0',
  );
  for (const [index, name] of Object.keys(specs).entries()) {
    const node = lab.nodes[index];
    if (!node) throw new Error('The lab has too few nodes.');
    const data = {
      ...{ name, host: node.host, port: node.port, loginUser: 'ubuntu', rootPassword: labUsers.root },
      credential: { kind: 'password', password: labUsers.ubuntu },
      hostKey: node.hostKeys.find(({ type: kind }) => kind === 'ssh-ed25519')?.publicKey,
      classId: first?.classId,
    };
    expect((await request.post(`${api}/nodes`, { headers, data })).status()).toBe(201);
    const stateOf = async () => (await (await request.get(`${api}/nodes/${name}`)).json()).state;
    await expect.poll(stateOf).toBe('ready');
    const setUp = await request.post(`${api}/nodes/${name}/root-login`, { headers, data: {} });
    const { id } = await setUp.json();
    await expect.poll(async () => (await (await request.get(`${api}/jobs/${id}`)).json()).state).toBe('done');
    const assigned = await request.put(`${api}/nodes/${name}/assignees/${first?.assignees[0]?.id}`, { headers });
    expect(assigned.status()).toBe(200);
    await expect.poll(stateOf).toBe('ready');
  }
  await page.context().close();
}

/** Takes these nodes out of the panel, and the lab down. */
export async function removeNodes(browser: Browser, labName: string, names: string[]): Promise<void> {
  const page = await (await browser.newContext()).newPage();
  await enter(page, 'instructor@berth.demo', /\/nodes$/);
  for (const name of names) await page.request.delete(`${api}/nodes/${name}?takeBack=false`, { headers });
  await page.context().close();
  await downLab(labName);
}
