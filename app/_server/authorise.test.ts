import { afterEach, beforeEach, expect, test } from 'vitest';
import { endpoints, type Key } from '@/lib/shared/api';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { type ApiPanel, type Person, startApiPanel } from '@/lib/testing/api-panel';
import { idOf } from '@/lib/testing/factories';
import { beforeBody, decidedByBody } from './authorise';
import { route } from './route';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
});
afterEach(() => panel.stop());

const withBody = (Object.entries(endpoints) as Array<[Key, Endpoint]>)
  .filter(([, { body, auth }]) => body !== undefined && auth !== 'public')
  .map(([key]) => key);

test('every endpoint that takes a body is authorised before it, or says why not', () => {
  expect(withBody.filter((key) => !(key in beforeBody) && !decidedByBody.includes(key))).toEqual([]);
});

/** Where the address is not whole without. */
const queries: Partial<Record<Key, string>> = {
  'PUT /nodes/{node}/containers/{container}/files/text': `?path=/a&version=${'0'.repeat(64)}`,
  'PUT /nodes/{node}/containers/{container}/files/content': '?path=/a&sizeBytes=1',
};

/** A body no schema takes: whoever may not ask never hears of it. */
async function send(key: Key, person: Person): Promise<string> {
  const [method = '', template = ''] = key.split(' ');
  const path = template
    .replace('{class}', idOf('a'))
    .replace('{node}', 'node0')
    .replace('{user}', idOf('own'))
    .replace('{container}', 'web')
    .replace('{network}', 'app')
    .replace('{image}', 'ubuntu')
    .replace('images/build', 'images/build?tag=x')
    .replace(/\{(lesson|step)\}/g, 'one')
    .replace('{hand}', idOf('hand'));
  const handler = route(key as 'POST /users', async () => {
    throw new Error('The feature was reached.');
  });
  const response = await handler(
    new Request(`http://localhost:3000/api/v1${path}${queries[key] ?? ''}`, {
      method,
      headers: { authorization: `Bearer ${panel.tokens[person]}`, 'content-type': 'application/json' },
      body: '{"surely":"nobody knows this"}',
    }),
  );
  return ((await response.json()) as { code: string }).code;
}

test.each(Object.keys(beforeBody) as Key[])(
  '%s: who may not is told so before the body is looked at, and it is recorded',
  async (key) => {
    expect(await send(key, 'admin')).toBe('invalid_input');
    expect(await send(key, 'other')).toMatch(/^(forbidden|not_found)$/);
    const [entry] = await panel.runtime.db.auditEntry.findMany({ where: { actorId: idOf('other') } });
    expect(entry).toMatchObject({ outcome: 'refused' });
  },
);
