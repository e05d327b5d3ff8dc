import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { buildImageQuerySchema } from '@/lib/shared/builds';
import { traceLine } from '@/lib/testing/build-trace';
import { createDockerEngine } from '../create-engine';

let end: () => Promise<void> = async () => {};
afterEach(() => end());

interface Asked {
  query: Record<string, string>;
  body: string;
  session: { headers: IncomingMessage['headers']; socket: Duplex } | null;
}
type Answer = (response: ServerResponse, asked: Asked, request: IncomingMessage) => Promise<void> | void;

const usual = { readsBody: true, api: '1.45', store: 'overlay2', mirror: 'https://mirror/' };

/** An Engine with this builder that answers a build like this, once it has the context. */
async function engineThat(builder: '1' | '2', answer: Answer, given: Partial<typeof usual> = {}) {
  const options = { ...usual, ...given };
  let session: Asked['session'] = null;
  const server = createServer(async (request, response) => {
    if (request.url === '/_ping') {
      response.setHeader('api-version', options.api).setHeader('builder-version', builder).end('OK');
      return;
    }
    if (request.url?.endsWith('/info')) {
      const DriverStatus = options.store === 'containerd' ? [['driver-type', 'io.containerd.snapshotter.v1']] : [];
      response.end(JSON.stringify({ DriverStatus, RegistryConfig: { Mirrors: [options.mirror] } }));
      return;
    }
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://docker').searchParams);
    let body = '';
    if (options.readsBody) for await (const chunk of request) body += chunk;
    await answer(response, { query, body, session }, request);
  });
  server.on('upgrade', ({ headers }, socket) => {
    session = { headers, socket };
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine = createDockerEngine(async () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
  end = async () => {
    engine.close();
    session?.socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { engine, sessionNow: () => session };
}

const imageId = `sha256:${'a'.repeat(64)}`;
const wanted = { tag: 'x:1', target: 'maker', noCache: 'true', buildArgs: '{"A":"1"}' };
/** Somebody who has one for Docker Hub, and gives it whatever is asked. */
const findSignIn = async () => ({ host: 'docker.io', user: 'lab', password: 'p'.repeat(200) });
const run = (
  { engine }: Awaited<ReturnType<typeof engineThat>>,
  context: Readable = Readable.from(['context']),
  signal = new AbortController().signal,
) => engine.builds.run(context, buildImageQuerySchema.parse(wanted), () => {}, signal, findSignIn);
const lines = (...all: object[]) => all.map((line) => `${JSON.stringify(line)}\n`).join('');
const made = lines({ id: 'moby.image.id', aux: { ID: imageId } });

test('BuildKit gets the context as the body, what was asked, and a session that says that it is well', async () => {
  let seen: Asked | null = null;
  const told: unknown[] = [];
  const panel = await engineThat('2', async (response, asked) => {
    seen = asked;
    const client = connectHttp2('http://session', { createConnection: () => asked.session?.socket as Duplex });
    const ask = (path: string, question = Buffer.alloc(5)) =>
      new Promise<unknown>((resolve, reject) => {
        const stream = client.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' });
        const chunks: Buffer[] = [];
        let status: unknown;
        stream.on('response', (headers) => (status = headers['grpc-status']));
        stream.on('trailers', (headers) => (status = headers['grpc-status']));
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => resolve([status, Buffer.concat(chunks).toString('hex')]));
        stream.on('error', reject);
        stream.end(question);
      });
    told.push(await ask('/grpc.health.v1.Health/Check'));
    told.push(await ask('/moby.filesync.v1.Auth/Credentials'));
    for (const host of ['registry-1.docker.io', 'ghcr.io', `${'a'.repeat(200)}.io`]) {
      const name = [0x0a, ...(host.length < 128 ? [host.length] : [(host.length & 0x7f) | 0x80, 1]), ...Buffer.from(host)];
      told.push(await ask('/moby.filesync.v1.Auth/Credentials', Buffer.from([0, 0, 0, 0, name.length, ...name])));
    }
    told.push(await ask('/moby.filesync.v1.FileSync/DiffCopy'));
    response.end(lines(traceLine({ vertexes: [{ digest: 'd', name: '[1/1] RUN x', startedMs: 1, completedMs: 2 }] })) + made);
  });
  const built = await run(panel);
  expect(built).toMatchObject({ imageId, progress: { steps: [{ state: 'done' }], imageId } });
  const { query, body, session } = seen as unknown as Asked;
  expect(body).toBe('context');
  expect(query).toMatchObject({
    version: '2',
    t: 'x:1',
    dockerfile: 'Dockerfile',
    target: 'maker',
    nocache: 'true',
    buildargs: '{"A":"1"}',
  });
  expect(query.session).toBe(session?.headers['x-docker-expose-session-uuid']);
  expect(told).toEqual([
    ['0', '00000000020801'],
    ['0', '0000000000'],
    // A name of three letters, and a password of 200.
    ['0', `00000000d0${'0a036c6162'}12c801${'70'.repeat(200)}`],
    ['0', '0000000000'],
    ['0', '0000000000'],
    ['12', ''],
  ]);
  // Nothing is left of it.
  await new Promise<void>((resolve) => (session?.socket.destroyed ? resolve() : session?.socket.once('close', () => resolve())));
});

test('the classic builder gets no session', async () => {
  let seen: Asked | null = null;
  const panel = await engineThat('1', (response, asked) => {
    seen = asked;
    response.end(lines({ stream: 'Step 1/1 : FROM x' }, { stream: ' ---> aaaaaaaaaaaa\n' }, { aux: { ID: imageId } }));
  });
  expect(await run(panel)).toMatchObject({ imageId, made: { by: 'images' } });
  expect((seen as unknown as Asked).query).toMatchObject({ version: '1', rm: 'true', forcerm: 'true' });
  expect(panel.sessionNow()).toBeNull();
});

test('BuildKit that takes no context from the body, or does not pull through the mirror, is passed over', async () => {
  for (const [api, store, mirror, version] of [
    ['1.45', 'containerd', 'https://mirror/', '1'],
    ['1.48', 'containerd', 'http://mirror/', '2'],
    ['1.45', 'overlay2', 'https://mirror/', '2'],
    ['1.45', 'overlay2', 'http://mirror/', '1'],
  ] as const) {
    let asked = '';
    const panel = await engineThat(
      '2',
      (response, { query }) => {
        asked = query.version ?? '';
        response.end(made);
      },
      { api, store, mirror },
    );
    await run(panel);
    expect(asked).toBe(version);
    await end();
  }
});

test('what Docker says went wrong is told, before the context was read and after', async () => {
  const line3 = 'dockerfile parse error on line 3: unknown instruction: RUNN';
  const streamed = await engineThat(
    '2',
    (response) => void response.end(lines({ errorDetail: { message: `failed to solve: ${line3}` } })),
  );
  await expect(run(streamed)).rejects.toMatchObject({ code: 'build_dockerfile_invalid', detail: `failed to solve: ${line3}` });
  await end();
  const answered = await engineThat('1', (response) => void response.writeHead(400).end(JSON.stringify({ message: line3 })), {
    readsBody: false,
  });
  const context = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  await expect(run(answered, context)).rejects.toMatchObject({ code: 'build_dockerfile_invalid' });
  expect(context.destroyed).toBe(true);
});

test('a build that merely ends is none, and one that is cancelled hangs up', async () => {
  await expect(run(await engineThat('2', (response) => void response.end()))).rejects.toMatchObject({ code: 'node_lost' });
  await end();
  const abort = new AbortController();
  const hungUp = Promise.withResolvers<void>();
  const panel = await engineThat('2', (response, _asked, request) => {
    request.socket.once('close', () => hungUp.resolve());
    response.write(lines(traceLine({ vertexes: [{ digest: 'd', name: 'x', startedMs: 1 }] })));
    abort.abort();
  });
  await expect(run(panel, undefined, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  await hungUp.promise;
});

test('a context that breaks off ends the build, with its own reason where it has one', async () => {
  const broken = (error: Error) =>
    Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        throw error;
      })(),
    );
  const panel = await engineThat('2', () => {});
  await expect(run(panel, broken(new Error('The sender went away.')))).rejects.toMatchObject({ code: 'cancelled' });
});
