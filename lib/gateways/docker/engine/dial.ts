import type Docker from 'dockerode';

interface Question {
  method: 'GET' | 'POST';
  path: string;
  query?: Record<string, string | boolean>;
  headers?: Record<string, string | string[]>;
  /** The connection itself is the answer. */
  hijack?: boolean;
  abortSignal: AbortSignal;
}

/** A call for which dockerode has no verb, or one that leaves out its query. @throws what dockerode throws */
export function dial<T = unknown>(docker: Docker, { path, query, ...question }: Question): Promise<T> {
  const modem = docker.modem as { dial(options: object, done: (error: unknown, answer: T) => void): void };
  const asked = query ? { path: `${path}?`, options: { _query: query, _body: {} } } : { path };
  return new Promise((resolve, reject) =>
    modem.dial({ ...question, ...asked, statusCodes: { 200: true, 500: 'server error' } }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    ),
  );
}
