import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RegistryTarget } from '@/lib/gateways/registry/target';
import { registryByHttp } from './registry-reader';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
let server: Server;
let answers: Record<string, unknown>;
let at: RegistryTarget;
beforeEach(async () => {
  answers = {};
  server = createServer((request, response) => {
    const isSignedIn = request.headers.authorization === `Basic ${Buffer.from('class:secret').toString('base64')}`;
    const body = isSignedIn ? answers[request.url ?? ''] : 401;
    response.writeHead(body === undefined ? 404 : typeof body === 'number' ? body : 200, {
      'docker-content-digest': digest('d'),
    });
    response.end(typeof body === 'object' ? JSON.stringify(body) : String(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  at = {
    ...{ scheme: 'http', host: '127.0.0.1', port, signIn: { user: 'class', password: 'secret' } },
    async open() {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
  };
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
