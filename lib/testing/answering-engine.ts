import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { createDockerEngine } from '@/lib/gateways/docker/create-engine';
import type { DockerEngine } from '@/lib/gateways/docker/engine';

/** The gateway's Engine before a daemon of API 1.41 that answers everything but `/_ping` like this. Both end with the test. */
export async function engineThat(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<DockerEngine> {
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.setHeader('api-version', '1.41').end('OK');
    else void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine = createDockerEngine(async () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
  onTestFinished(async () => {
    engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return engine;
}
