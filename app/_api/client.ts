import { defaultLocale } from '@/lib/shared/locale';
import type { Problem } from '@/lib/shared/common';
import type { ErrorCode } from '@/lib/shared/error-codes';
import en from '@/lib/shared/messages/en/api.json';
import ko from '@/lib/shared/messages/ko/api.json';
import type { Input, Key, Output } from '@/lib/shared/api';

const apiBase = '/api/v1';

/** What went wrong on this side of the wire: no answer at all, or one that is not the API's. */
type ClientCode = 'panel_unreachable' | 'unexpected_answer';

/**
 * A call that did not succeed. `message` is for the reader, in the page's language; `evidence` is what the node or Docker
 * literally said; `errors` names the input fields that are wrong; `requestId` finds the line in the panel's log.
 */
export class ApiError extends Error {
  readonly code: ErrorCode | ClientCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly evidence: string | undefined;
  readonly errors: Array<{ path: string; message: string }>;

  constructor(problem: Partial<Problem> & { code: ErrorCode | ClientCode; title: string }, options?: { cause?: unknown }) {
    super(problem.detail ?? problem.title, options);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.evidence = problem.evidence;
    this.errors = problem.errors ?? [];
  }

  /** What is wrong with one field of the form, by its path in the body (`credential.password`). */
  fieldError(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message;
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError';
}

/** Language of the page as the server rendered it, so that errors come back in the same one. */
export const pageLocale = (): string => (typeof document === 'undefined' ? '' : document.documentElement.lang) || defaultLocale;
const ownText = (): typeof en => (pageLocale().startsWith('ko') ? ko : en);

type Values = Record<string, unknown>;

/** The address of one operation: parameters percent-encoded into one segment each, undefined query values left out. */
export function operationUrl(key: Key, input: { params?: Values; query?: Values } = {}): string {
  const template = key.slice(key.indexOf(' ') + 1);
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input.params?.[name] ?? '')));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(name, String(value));
  return `${apiBase}${path}${query.size > 0 ? `?${query}` : ''}`;
}

/**
 * Calls one operation of the API with the session cookie of this page.
 * @throws ApiError for every failure except an abort through `signal`, which stays what it is.
 */
export async function call<K extends Key>(key: K, input: Input<K>, options: { signal?: AbortSignal } = {}): Promise<Output<K>> {
  const given = input as { params?: Values; query?: Values; body?: unknown };
  const hasBody = given.body !== undefined;
  // The only file that is sent is an archive.
  const file = given.body instanceof Blob ? given.body : null;
  let response: Response;
  try {
    response = await fetch(operationUrl(key, given), {
      method: key.slice(0, key.indexOf(' ')),
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': pageLocale(),
        ...(hasBody ? { 'content-type': file ? 'application/zip' : 'application/json' } : {}),
      },
      body: file ?? (hasBody ? JSON.stringify(given.body) : undefined),
      signal: options.signal,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable(cause);
  }
  if (response.status === 204) return null as Output<K>;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as Output<K>;
  throw apiErrorOf(response.status, answer);
}

/** No answer at all. */
export const unreachable = (cause?: unknown): ApiError =>
  new ApiError({ code: 'panel_unreachable', title: ownText().panelUnreachable }, { cause });

/** What an answer that is no success says. */
export function apiErrorOf(status: number, answer: unknown): ApiError {
  const isProblem = typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer;
  if (isProblem && !(status >= 200 && status < 300)) return new ApiError(answer as Problem & { code: ErrorCode });
  return new ApiError({ code: 'unexpected_answer', status, title: ownText().unexpectedAnswer });
}
