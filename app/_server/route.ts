import { chooseLocale } from '@/lib/shared/locale';
import { endpoints, type Key, type Output, type Parsed } from '@/lib/shared/api';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { getMe } from '@/lib/features/accounts/users';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Actor } from '@/lib/core/policy/policy';
import { type PresentedError, presentError } from '@/lib/core/present-error';
import { type Ctx, getRuntime, type Runtime } from '@/lib/core/runtime';
import { actorFromRequest } from './actor';
import { peerAddress } from './address';
import { problemResponse, successResponse } from './answers';
import { auditDecision, auditRefusal, withAudit } from './audit-request';
import { authoriseBody } from './authorise';
import { requireOwnOrigin } from './origin';
import { parseBody, parseParams, parseQuery, parseUpload, pathValues } from './request-input';

/** What a handler of a public endpoint gets: nobody is asking. */
export type PublicCtx = Omit<Ctx, 'actor'>;
type CtxOf<K extends Key> = (typeof endpoints)[K]['auth'] extends 'public' ? PublicCtx : Ctx;

/** The feature behind one endpoint. What it returns is checked and cut by the endpoint's response schema. */
export type Handler<K extends Key> = (ctx: CtxOf<K>, input: Parsed<K>) => Promise<Output<K> extends null ? unknown : Output<K>>;

const brand = Symbol.for('berth.route');
export type RouteHandler = ((request: Request) => Promise<Response>) & { [brand]: Key | 'unknown' };

/** Which endpoint a route handler serves; undefined for a function that was not made by {@link route}. */
export function routeKey(handler: unknown): Key | 'unknown' | undefined {
  return typeof handler === 'function' ? (handler as Partial<RouteHandler>)[brand] : undefined;
}

/**
 * Makes the route handler of one endpoint. The order is fixed: authenticate → origin → rate → parse the address → authorise → parse the
 * body → call → present → map errors → log. Everything is read from the request itself.
 */
export function route<K extends Key>(key: K, handler: Handler<K>): RouteHandler {
  const endpoint: Endpoint = endpoints[key];
  const template = key.slice(key.indexOf(' ') + 1);
  return wrap(key, async (request, call) => {
    const actor = await identify(request, endpoint, call);
    const { requestId, address } = call;
    const ctx = { ...call.runtime, ...(actor ? { actor } : {}), requestId, address } as CtxOf<K>;
    // A script that names no language is answered in the one its owner chose.
    if (actor && !request.headers.has('accept-language')) call.locale = (await getMe(ctx as Ctx)).locale ?? call.locale;
    const url = new URL(request.url);
    (ctx as Ctx).locale = call.locale;
    const params = parseParams(endpoint, pathValues(url, template), call.locale) as Record<string, unknown>;
    const query = parseQuery(endpoint, url, call.locale);
    if (actor && (endpoint.body || endpoint.upload))
      await auditDecision(key, call, params, (audit) => authoriseBody(key, { ...(ctx as Ctx), audit }, params));
    const body = endpoint.upload
      ? await parseUpload(endpoint.upload, request, call.locale)
      : await parseBody(endpoint, request, call.locale);
    const result = await withAudit(key, call, { params, query, body, changes: changesSomething(request) }, (audit) =>
      fromFeature(() => handler({ ...ctx, audit }, { params, query, body, signal: request.signal } as Parsed<K>)),
    );
    return successResponse(endpoint, result, params, requestId);
  });
}

const changesSomething = (request: Request): boolean => request.method !== 'GET' && request.method !== 'HEAD';

/** Answers every address of the API that names nothing. */
export const unknownRoute: RouteHandler = wrap('unknown', async (request, call) => {
  await call.runtime.rates.take('address', call.address ?? 'unknown');
  throw new AppError('not_found', { params: { path: new URL(request.url).pathname.slice(0, 200) } });
});

/** One request on its way through the wrapper. */
export interface Call {
  runtime: Runtime;
  requestId: string;
  address: string | null;
  locale: 'ko' | 'en';
  actor: Actor | null;
}

/** Authenticate, then the origin, then the rate: what a stranger may cost comes before anything is read. */
async function identify(request: Request, endpoint: Endpoint, call: Call): Promise<Actor | null> {
  const { rates } = call.runtime;
  const address = call.address ?? 'unknown';
  const isPublic = endpoint.auth === 'public';
  const bearer = request.headers.has('authorization');
  const changes = changesSomething(request);
  call.actor = isPublic ? null : await actorFromRequest(request);
  if (!isPublic && !call.actor) {
    await rates.take('refused', address);
    // Somebody without a session is everyday; a token that is nobody's is not.
    if (bearer) await auditRefusal(call, 'token.use', 'unauthenticated');
    throw new AppError('unauthenticated');
  }
  try {
    if (changes && !bearer) requireOwnOrigin(request, call.runtime.env.origins, !isPublic);
  } catch (error) {
    await rates.take('refused', address);
    await auditRefusal(call, 'origin.check', 'origin_refused');
    throw error;
  }
  if (call.actor) await rates.take('actor', call.actor.id);
  else await rates.take(changes ? (endpoint.budget ?? 'guess') : 'address', address);
  return call.actor;
}

/** What a feature trips over by itself is our failure: a zod error from inside is not the caller's wrong input. */
async function fromFeature<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new Error('A feature failed.', { cause: error });
  }
}

function wrap(key: Key | 'unknown', answer: (request: Request, call: Call) => Promise<Response>): RouteHandler {
  const handle = async (request: Request): Promise<Response> => {
    const runtime = getRuntime();
    const startedAt = performance.now();
    const call: Call = {
      runtime,
      requestId: runtime.newId(),
      address: peerAddress(request),
      // The pages send the language they are shown in, so an error reads like the page around it.
      locale: chooseLocale(undefined, (request.headers.get('accept-language') ?? '').slice(0, 500)),
      actor: null,
    };
    let refused: PresentedError | null = null;
    let response: Response;
    try {
      response = await answer(request, call);
    } catch (error) {
      refused = presentError(error, { locale: call.locale, requestId: call.requestId, log: runtime.log });
      response = problemResponse(refused, headersFor(refused, error));
    }
    // Also of one whose body was refused after it was allowed. A download goes on behind its answer: it is not one that changes something.
    if (call.actor && changesSomething(request)) runtime.bus.publish('action.ended', { requestId: call.requestId });
    logLine(call, request, key, response.status, performance.now() - startedAt, refused);
    return response;
  };
  return Object.assign(handle, { [brand]: key });
}

/** One line per request: the template, not the address, so that no name of a thing gets into the log by accident. */
function logLine(call: Call, request: Request, key: string, status: number, ms: number, refused: PresentedError | null): void {
  const fields = {
    requestId: call.requestId,
    method: request.method,
    route: key === 'unknown' ? 'unknown' : key.slice(key.indexOf(' ') + 1),
    status,
    ms: Math.round(ms * 10) / 10,
    actorId: call.actor?.id ?? null,
    ...(refused ? { code: refused.code } : {}),
  };
  // Probes ask for health every few seconds: not worth a line each.
  call.runtime.log[key === 'GET /health' ? 'debug' : 'info'](fields, 'request');
}

/** What HTTP asks for besides the body: when to come again (RFC 9110 10.2.3), how to say who one is (11.6.1). */
function headersFor(refused: PresentedError, error: unknown): Record<string, string> {
  if (refused.code === 'unauthenticated') return { 'www-authenticate': 'Bearer realm="berth"' };
  const seconds = refused.code === 'rate_limited' && isAppError(error) ? error.params.seconds : undefined;
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}
