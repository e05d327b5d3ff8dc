import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registryByHttp } from './registry-reader';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
let server: Server;
let answers: Record<string, unknown>;
let at: { host: string; port: number };
beforeEach(async () => {
  answers = {};
  server = createServer((request, response) => {
    const body = answers[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : typeof body === 'number' ? body : 200, {
      'docker-content-digest': digest('d'),
    });
    response.end(typeof body === 'object' ? JSON.stringify(body) : String(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const read = () => registryByHttp.read(at, 'myubuntu/1.0', 'latest');
const config = (...ids: string[]) => ({ rootfs: { type: 'layers', diff_ids: ids } });

test('a manifest leads to the layers of its image', async () => {
  answers['/v2/myubuntu/1.0/manifests/latest'] = { config: { digest: digest('c') } };
  answers[`/v2/myubuntu/1.0/blobs/${digest('c')}`] = config(digest('1'), digest('2'));
  expect(await read()).toEqual({ digest: digest('d'), diffIds: [[digest('1'), digest('2')]] });
});

test('of an index each platform that is there counts, and no attestation', async () => {
  answers['/v2/myubuntu/1.0/manifests/latest'] = {
    manifests: [
      { digest: digest('a') },
      { digest: digest('b'), platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: digest('e') },
    ],
  };
  answers[`/v2/myubuntu/1.0/manifests/${digest('a')}`] = { config: { digest: digest('c') } };
  answers[`/v2/myubuntu/1.0/manifests/${digest('b')}`] = { config: { digest: digest('f') } };
  answers[`/v2/myubuntu/1.0/blobs/${digest('c')}`] = config(digest('1'));
  expect(await read()).toMatchObject({ diffIds: [[digest('1')]] });
});

test('what is not there is nothing, and what cannot be read is an error', async () => {
  expect(await read()).toBeNull();
  answers['/v2/myubuntu/1.0/manifests/latest'] = 500;
  await expect(read()).rejects.toMatchObject({ code: 'registry_error' });
  answers['/v2/myubuntu/1.0/manifests/latest'] = { config: { digest: '../../x' } };
  await expect(read()).rejects.toMatchObject({ code: 'registry_error' });
  server.closeAllConnections();
  server.close();
  await expect(read()).rejects.toMatchObject({ code: 'registry_unreachable' });
});
