import { type ErrorCode, errorTable } from '@/lib/shared/error-codes';

/**
 * A path into the input and what is wrong there: a key of `messages/<locale>/input.json`, which the door puts into the
 * reader's language, or text that already is.
 */
export interface FieldError {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** Values for the placeholders of the user's text, e.g. `{name: 'node0'}`. Never a secret. */
  params?: Record<string, string | number>;
  /** What the other side literally said (Docker, sshd): shown below the user's text as evidence. */
  detail?: string;
  fieldErrors?: FieldError[];
  cause?: unknown;
}

const brand = Symbol.for('berth.AppError');

/**
 * Every expected failure. `code` is a closed union; one table says what HTTP status, log level and user text go with it.
 * The class exists more than once in the process (server graph, route handlers, server components), so it is recognised
 * by its brand through {@link isAppError}, never by `instanceof`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: Record<string, string | number>;
  readonly detail: string | undefined;
  readonly fieldErrors: FieldError[];
  /** Marks errors of every copy of this class. */
  readonly [brand] = true;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.params = options.params ?? {};
    this.detail = options.detail;
    this.fieldErrors = options.fieldErrors ?? [];
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** True for an AppError of whichever copy of the class. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && (error as { [brand]?: boolean })[brand] === true;
}
