import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { RegistryTarget } from '@/lib/gateways/registry/target';

type Answer = (asked: IncomingMessage, answer: ServerResponse) => void;

/** Something that speaks the distribution API, and answers of whatever else a test gives it. */
export interface FakeRegistry {
  url: string;
  target: RegistryTarget;
  /** `GET /v2/…`, in the order they came. */
  heard: string[];
  /** By method and path, before anything else. */
  answers: Map<string, Answer>;
  /** @returns the digest of its manifest */
  push(repository: string, tag: string, layers?: ReadonlyArray<{ digest: string; size: number }>): string;
  /** Deletion is switched on. */
  deletes: boolean;
  stop(): void;
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const json =
  (body: unknown, headers: Record<string, string> = {}, status = 200): Answer =>
  (_, answer) => {
    answer.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const baseLayer = { digest: digestOf('layer'), size: 1_000 };

export async function startFakeRegistry(): Promise<FakeRegistry> {
  const blobs = new Map<string, string>();
  const tags = new Map<string, Map<string, string>>();
  const server = createServer((asked, answer) => {
    const url = new URL(asked.url ?? '', 'http://registry');
    const line = `${asked.method} ${asked.url}`;
    fake.heard.push(line);
    const given = fake.answers.get(line) ?? fake.answers.get(`${asked.method} ${url.pathname}`);
    if (given) return given(asked, answer);
    const missing = () => json({ errors: [{ code: 'NAME_UNKNOWN' }] }, {}, 404)(asked, answer);
    /** A page of a list, as CNCF Distribution gives it. */
    const page = (key: string, names: string[], path: string) => {
      const n = Number(url.searchParams.get('n'));
      const after = names.sort().filter((name) => name > (url.searchParams.get('last') ?? ''));
      const some = after.slice(0, n);
      const isMore = after.length > n;
      const link: Record<string, string> = isMore
        ? { link: `<${path}?last=${encodeURIComponent(some.at(-1) ?? '')}&n=${n}>; rel="next"` }
        : {};
      json({ [key]: some }, link)(asked, answer);
    };
    if (url.pathname === '/v2/_catalog') return page('repositories', [...tags.keys()], url.pathname);
    const [, repository = '', kind, reference = ''] = /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(url.pathname) ?? [];
    const of = tags.get(repository);
    if (!of) return missing();
    if (kind === 'tags') return of.size === 0 ? json({ tags: null })(asked, answer) : page('tags', [...of.keys()], url.pathname);
    const digest = of.get(reference) ?? reference;
    if (asked.method === 'DELETE') {
      if (!fake.deletes) return json({ errors: [{ code: 'UNSUPPORTED' }] }, {}, 405)(asked, answer);
      const gone = [...of].filter(([, to]) => to === digest);
      if (gone.length === 0) return missing();
      for (const [tag] of gone) of.delete(tag);
      return json('', {}, 202)(asked, answer);
    }
    const blob = blobs.get(digest);
    return blob === undefined ? missing() : json(blob, { 'docker-content-digest': digest })(asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const fake: FakeRegistry = {
    url: `http://127.0.0.1:${port}`,
    target: {
      ...{ scheme: 'http', host: '127.0.0.1', port, signIn: null },
      async open() {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      },
    },
    heard: [],
    answers: new Map(),
    deletes: true,
    push(repository, tag, layers = [baseLayer]) {
      const config = JSON.stringify({
        ...{ architecture: 'amd64', os: 'linux', created: '2026-01-02T03:04:05.123456789Z' },
        rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      });
      const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: digestOf(config), size: config.length }, layers });
      blobs.set(digestOf(config), config).set(digestOf(manifest), manifest);
      const of = tags.get(repository) ?? new Map<string, string>();
      tags.set(repository, of.set(tag, digestOf(manifest)));
      return digestOf(manifest);
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return fake;
}
