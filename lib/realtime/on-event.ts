import type { z } from 'zod';
import { AppError, isAppError } from '@/lib/errors';
import { parseInput } from '@/lib/parse-input';
import { presentError } from '@/lib/present-error';
import type { Actor } from '@/lib/policy/policy';
import type { Ctx, Runtime } from '@/lib/runtime';
import type { ClientToServerEvents } from '@/lib/shared/realtime';
import type { SocketSession } from './socket-session';

/** What one event of a feature is: its name, the shape of its input, and the one call it makes. */
export interface EventSpec<Input, Value> {
  name: keyof ClientToServerEvents;
  schema: z.ZodType<Input>;
  /**
   * `hot`: keys, sizes and acknowledgements; handled in the order they came, under a generous rate, and not logged. `run`
   * then does its work before it returns.
   */
  kind?: 'ask' | 'hot';
  run(ctx: Ctx, session: SocketSession, input: Input): Promise<Value> | Value;
  /** Waited for before the answer, after later events may already run: back-pressure for who waits for answers. Null: nothing to wait for. */
  settle?(ctx: Ctx, session: SocketSession, input: Input): Promise<void> | null;
}

/** An event with its input's type hidden, so that all of them fit one table. */
export interface EventHandler {
  name: string;
  kind: 'ask' | 'hot';
  /** Parses and calls; throws what went wrong. `settled` is to be waited for before the answer. */
  call(ctx: Ctx, session: SocketSession, payload: unknown): { value: unknown; settled: Promise<void> | null };
}

export function onEvent<Input, Value>(spec: EventSpec<Input, Value>): EventHandler {
  return {
    name: spec.name,
    kind: spec.kind ?? 'ask',
    call(ctx, session, payload) {
      const input = parseInput(spec.schema, payload, session.locale);
      return { value: spec.run(ctx, session, input), settled: spec.settle?.(ctx, session, input) ?? null };
    },
  };
}

type Answer = (
  ack:
    | { ok: true; value: unknown }
    | { ok: false; error: { code: string; message: string; requestId: string; evidence?: string } },
) => void;

/** Nobody waits for an answer: keystrokes come so. */
const noAnswer: Answer = () => {};

/** The most that may be asked for and not answered yet on one socket: opening a shell on a slow node takes seconds. */
const maxInFlight = 24;

/** Keys and acknowledgements that may wait while the actor is loaded. */
const maxLaned = 1_000;

/** No page of ours is refused for its rate more often than this: what is, is cut off. */
const maxOverRate = 500;

/**
 * The one way into the house from a socket. The order is fixed: authenticate → rate → parse → call → map errors → log. An
 * event nobody knows, a missing answer function or a payload made to break things ends here, never in the process.
 */
export function createDispatcher(
  runtime: Runtime,
  handlers: readonly EventHandler[],
  review: (session: SocketSession) => Promise<unknown>,
) {
  const table = new Map(handlers.map((handler) => [handler.name, handler]));

  function fail(session: SocketSession, event: string, requestId: string, error: unknown, answer: Answer): void {
    const presented = presentError(error, {
      locale: session.locale,
      requestId,
      log: runtime.log.child({ event, userId: session.userId }),
    });
    answer({
      ok: false,
      error: {
        code: presented.code,
        message: presented.message,
        requestId,
        ...(presented.evidence ? { evidence: presented.evidence } : {}),
      },
    });
  }

  /** @returns a promise only when something has to be waited for: a keystroke's way is one synchronous call. */
  function handle(session: SocketSession, handler: EventHandler | undefined, actor: Actor, payload: unknown, requestId: string) {
    // The tab may have gone while its actor was loaded: nothing is attached to a tab that is not there.
    if (session.gone) throw new AppError('cancelled');
    if (!session.buckets[handler?.kind ?? 'ask'].take()) {
      throw tooMuch(session);
    }
    if (!handler) throw new AppError('not_found');
    return handler.call(session.ctx(actor, requestId), session, payload);
  }

  async function ask(
    session: SocketSession,
    event: string,
    handler: EventHandler | undefined,
    payload: unknown,
    answer: Answer,
  ): Promise<void> {
    const requestId = runtime.newId();
    const { generation } = session;
    session.inFlight += 1;
    try {
      const actor = await session.actor();
      if (session.inFlight > maxInFlight) throw tooMuch(session);
      const { value, settled } = handle(session, handler, actor, payload, requestId);
      // Only microtasks lie between an attach and its answer, so no output can overtake it.
      const done = await value;
      // Rights changed while this was under way, and the review that followed could not see what it has just added.
      if (session.generation !== generation) await review(session);
      if (settled !== null) await settled;
      answer({ ok: true, value: done ?? null });
      runtime.log.debug({ event, userId: session.userId, requestId }, 'An event was answered.');
    } catch (error) {
      fail(session, event, requestId, error, answer);
    } finally {
      session.inFlight -= 1;
    }
  }

  function hot(
    session: SocketSession,
    event: string,
    handler: EventHandler,
    payload: unknown,
    answer: Answer,
    actor: Actor,
  ): void {
    try {
      const { settled } = handle(session, handler, actor, payload, '');
      if (settled !== null)
        settled.then(
          () => answer({ ok: true, value: null }),
          (error) => fail(session, event, runtime.newId(), error, answer),
        );
      else answer({ ok: true, value: null });
    } catch (error) {
      fail(session, event, runtime.newId(), error, answer);
    }
  }

  function enqueueHot(session: SocketSession, event: string, handler: EventHandler, payload: unknown, answer: Answer): void {
    const actor = session.lane === null ? session.knownActor() : null;
    if (actor) {
      hot(session, event, handler, payload, answer, actor);
      return;
    }
    if (session.laned >= maxLaned) {
      fail(session, event, runtime.newId(), tooMuch(session), answer);
      return;
    }
    session.laned += 1;
    const turn = (session.lane ?? Promise.resolve())
      .then(async () => hot(session, event, handler, payload, answer, await session.actor()))
      .catch((error: unknown) => fail(session, event, runtime.newId(), error, answer))
      .then(() => {
        session.laned -= 1;
        if (session.lane === turn) session.lane = null;
      });
    session.lane = turn;
  }

  return function dispatch(session: SocketSession, event: string, args: unknown[]): void {
    const last = args.at(-1);
    const answer = typeof last === 'function' ? (last as Answer) : noAnswer;
    const payload = typeof args[0] === 'function' ? undefined : args[0];
    const handler = table.get(event);
    if (handler?.kind === 'hot') enqueueHot(session, event, handler, payload, answer);
    else void ask(session, event, handler, payload, answer);
  };
}

function tooMuch(session: SocketSession): AppError {
  session.overRate += 1;
  if (session.overRate > maxOverRate) session.socket.disconnect(true);
  return new AppError('rate_limited');
}

/** True when the actor may not have it: everything else is a fault that says nothing about rights. */
export function isRefusal(error: unknown): boolean {
  return isAppError(error) && (error.code === 'not_found' || error.code === 'forbidden' || error.code === 'unauthenticated');
}
