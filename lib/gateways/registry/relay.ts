import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AppError, isAppError } from '@/lib/core/errors';
import type { Logger } from '@/lib/core/log';
import { manifestDigestSchema, repositoryNameSchema, tagNameSchema } from '@/lib/shared/class-registry';
import type { RegistryTarget } from './target';

/** A tag that a registry has taken. */
export interface TagPush {
  repository: string;
  tag: string;
  /** Of the manifest that it leads to from now on. */
  digest: string;
}

/** Whom a request goes to, and who is told of a tag that was pushed there: before the client is told that it was taken. */
export interface Destination extends RegistryTarget {
  pushed?(push: TagPush): Promise<void>;
}

/** Passes requests of the distribution API on to one registry, and nothing else to nobody else. */
export interface RegistryRelay {
  /** @param target asked once a request has come; what it throws is answered as 502 */
  accept(channel: Duplex, target: () => Promise<Destination>): void;
}

/** What a client of the distribution specification uses (OCI, "Endpoints"). */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Of one connection alone (RFC 9110 7.6.1), and what the relay says for itself. */
const own: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host', 'expect'],
]);

/**
 * Speaks HTTP with both sides rather than pass bytes: so a program on a node reaches the distribution API of one registry and nothing else
 * of what listens there, and a sign-in is added here, where no node sees it.
 */
export function createRegistryRelay({ log }: { log: Logger }): RegistryRelay {
  const targets = new WeakMap<object, () => Promise<Destination>>();
  // Never listens: connections are given to it ('connection' event, Node.js HTTP). A push may take as long as it takes.
  const server = createServer({ requestTimeout: 0 }, (asked, answer) => {
    const target = targets.get(asked.socket);
    if (!target) return refuse(answer, 502, 'UNAVAILABLE', 'no registry');
    void pass(asked, answer, target).catch((error: Error) => {
      log.debug({ error }, 'a request for the registry of a class was not answered');
      if (answer.headersSent) answer.destroy();
      else refuse(answer, 502, 'UNAVAILABLE', `The registry of this class does not answer (${sayingOf(error)}).`);
    });
  });
  return {
    accept(channel, target) {
      targets.set(channel, target);
      server.emit('connection', channel);
    },
  };
}

async function pass(asked: IncomingMessage, answer: ServerResponse, find: () => Promise<Destination>): Promise<void> {
  const path = apiPath(asked.url);
  if (path === null) return refuse(answer, 404, 'UNSUPPORTED', 'only the registry API, /v2/, is reached here');
  if (!methods.has(asked.method ?? '')) return refuse(answer, 405, 'UNSUPPORTED', 'method');
  // Images are deleted by the staff of the class, with the panel; a client ends only an upload of its own.
  if (asked.method === 'DELETE' && !/\/blobs\/uploads\/[\w.=-]+$/.test(path.replace(/\?.*$/, '')))
    return refuse(answer, 405, 'UNSUPPORTED', 'images are deleted in the panel, by the staff of the class');
  const target = await find();
  const connection = await target.open();
  // A client that went meanwhile is told nothing, and its end is not told again.
  if (answer.destroyed) return void connection.destroy();
  const answered = request({
    method: asked.method,
    path,
    headers: {
      ...passedOn(asked.headers),
      host: authorityOf(target),
      // The end is ours to say: a registry that hangs up on what it has not read takes its own answer back (TCP reset).
      connection: 'keep-alive',
      ...(target.signIn && { authorization: basic(target.signIn) }),
    },
    setHost: false,
    createConnection: () => connection,
  });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    answered.once('response', resolve);
    answered.on('error', reject);
    // A client that is gone does not wait for the registry.
    answer.once('close', () => answered.destroy());
  });
  // Not `pipeline`: a registry may answer before it has read everything, and what it says then is passed on.
  asked.pipe(answered);
  answered.once('close', () => asked.unpipe(answered).resume());
  try {
    const said = await response;
    const push = asked.method === 'PUT' && said.statusCode === 201 ? tagPush(path, said.headers) : null;
    if (push) await target.pushed?.(push);
    const { location } = said.headers;
    answer.writeHead(said.statusCode ?? 502, {
      ...passedOn(said.headers),
      ...(location !== undefined && { location: ownPath(location, target) }),
    });
    await pipeline(said, answer);
  } finally {
    connection.destroy();
  }
}

/** What was pushed where a manifest was taken under a tag (OCI distribution specification, "Pushing Manifests"); null for one by its digest. */
function tagPush(path: string, headers: IncomingHttpHeaders): TagPush | null {
  const [, repository, tag] = /^\/v2\/(.+)\/manifests\/([^/?]+)$/.exec(path) ?? [];
  const digest = headers['docker-content-digest'];
  const isPush =
    repositoryNameSchema.safeParse(repository).success &&
    tagNameSchema.safeParse(tag).success &&
    manifestDigestSchema.safeParse(digest).success;
  return isPush ? ({ repository, tag, digest } as TagPush) : null;
}

/** The path as a registry takes it, `..` worked out; null for anything that is not of its API. */
function apiPath(url: string | undefined): string | null {
  const parsed = url?.startsWith('/') ? URL.parse(`http://registry${url}`) : null;
  return parsed && /^\/v2(\/|$)/.test(parsed.pathname) ? parsed.pathname + parsed.search : null;
}

/** A place at the registry itself as its path, which the client finds by the address it uses; another one is as it was said. */
function ownPath(location: string, target: RegistryTarget): string {
  const at = URL.parse(location, `${target.scheme}://${authorityOf(target)}`);
  return at && at.hostname === bracketed(target.host).toLowerCase() ? at.pathname + at.search : location;
}

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name) && !name.startsWith('x-forwarded-')));

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function authorityOf({ scheme, host, port }: RegistryTarget): string {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return isUsual ? bracketed(host) : `${bracketed(host)}:${port}`;
}

const basic = ({ user, password }: { user: string; password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const sayingOf = (error: Error): string => (isAppError(error) ? (error as AppError).code : 'lost');

/** As a registry says it, so that `docker` prints the message (OCI distribution specification, "Error Codes"). */
function refuse(answer: ServerResponse, status: number, code: string, message: string): void {
  answer.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  answer.end(JSON.stringify({ errors: [{ code, message }] }));
}
