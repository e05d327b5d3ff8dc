import type { z } from 'zod';
import type { AuditIntent } from '@/lib/features/audit/audit';
import { AppError, isAppError } from '@/lib/core/errors';
import { parseInput } from '@/lib/core/parse-input';
import { presentError } from '@/lib/core/present-error';
import type { Actor } from '@/lib/core/policy/policy';
import type { Ctx, Runtime } from '@/lib/core/runtime';
import type { ClientToServerEvents } from '@/lib/shared/realtime';
import { auditedEvents, auditTargetOf } from './audited-as';
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
  /** Throws what is wrong with the payload. */
  parse(session: SocketSession, payload: unknown): unknown;
  /** Throws what went wrong. `settled` is to be waited for before the answer. @param input what `parse` answered */
  run(ctx: Ctx, session: SocketSession, input: unknown): { value: unknown; settled: Promise<void> | null };
}

export function onEvent<Input, Value>(spec: EventSpec<Input, Value>): EventHandler {
  return {
    name: spec.name,
    kind: spec.kind ?? 'ask',
    parse: (session, payload) => parseInput(spec.schema, payload, session.locale),
    run(ctx, session, given) {
      const input = given as Input;
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
const maxHotQueued = 1_000;

/** No page of ours is refused for its rate more often than this: what is, is cut off. */
const maxOverRate = 500;

/**
 * The one way into the panel from a socket. The order is fixed: authenticate → rate → parse → call → map errors → log. An
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

  /** Rate and parse. @returns what the event is and its input */
  function admit(session: SocketSession, handler: EventHandler | undefined, payload: unknown) {
    // The tab may have gone while its actor was loaded: nothing is attached to a tab that is not there.
    if (session.gone) throw new AppError('cancelled');
    if (!session.buckets[handler?.kind ?? 'ask'].take()) {
      throw tooMuch(session);
    }
    if (!handler) throw new AppError('not_found');
    return { run: handler.run, input: handler.parse(session, payload) };
  }

  /** The line of a change, before it begins; null for what changes nothing. */
  async function beginLine(session: SocketSession, event: string, actor: Actor, input: unknown): Promise<AuditIntent | null> {
    const action = auditedEvents[event as keyof ClientToServerEvents];
    if (!action) return null;
    const entry = { actorId: actor.id, actorName: actor.name, action, target: auditTargetOf(input), address: session.address };
    return runtime.audit.begin(entry, actor.role === 'student' ? 'other' : 'staff');
  }

  /** How it ended, where its feature has not said it. The answer does not wait: the line says by now that it was begun. */
  function settleLine(intent: AuditIntent | null, error?: unknown): void {
    const code = isAppError(error) ? error.code : 'internal';
    const ended =
      error === undefined
        ? intent?.settle('allowed')
        : intent?.settle(code === 'not_found' || code === 'forbidden' ? 'refused' : 'failed', { code });
    ended?.catch((failure: unknown) => runtime.log.error({ error: failure }, 'The end of an event could not be audited.'));
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
    let intent: AuditIntent | null = null;
    session.inFlight += 1;
    try {
      const actor = await session.actor();
      if (session.inFlight > maxInFlight) throw tooMuch(session);
      const { run, input } = admit(session, handler, payload);
      intent = await beginLine(session, event, actor, input);
      if (session.gone) throw new AppError('cancelled');
      const ctx = session.ctx(actor, requestId);
      const { value, settled } = run(intent ? { ...ctx, audit: intent.audit } : ctx, session, input);
      // Only microtasks lie between an attach and its answer; where rights are looked at again, output may come first, and pages keep it.
      const done = await value;
      // Rights changed while this was under way, and the review that followed could not see what it has just added.
      if (session.generation !== generation) await review(session);
      if (settled !== null) await settled;
      answer({ ok: true, value: done ?? null });
      settleLine(intent);
      runtime.log.debug({ event, userId: session.userId, requestId }, 'An event was answered.');
    } catch (error) {
      settleLine(intent, error);
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
      const { run, input } = admit(session, handler, payload);
      // A promise only when something has to be waited for: a keystroke's way is one synchronous call.
      const { settled } = run(session.ctx(actor, ''), session, input);
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
    const actor = session.hotQueue === null ? session.knownActor() : null;
    if (actor) {
      hot(session, event, handler, payload, answer, actor);
      return;
    }
    if (session.hotQueued >= maxHotQueued) {
      fail(session, event, runtime.newId(), tooMuch(session), answer);
      return;
    }
    session.hotQueued += 1;
    const turn = (session.hotQueue ?? Promise.resolve())
      .then(async () => hot(session, event, handler, payload, answer, await session.actor()))
      .catch((error: unknown) => fail(session, event, runtime.newId(), error, answer))
      .then(() => {
        session.hotQueued -= 1;
        if (session.hotQueue === turn) session.hotQueue = null;
      });
    session.hotQueue = turn;
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
