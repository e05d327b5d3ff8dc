import type { z } from 'zod';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import { AppError } from '@/lib/core/errors';
import { parseInput } from '@/lib/core/parse-input';
import { inputText } from '@/lib/shared/input-texts';
import type { Locale } from '@/lib/shared/common';
import { limits } from '@/lib/shared/limits';

/** Where the API lives. */
export const apiBase = '/api/v1';

/**
 * The values of a path template's `{placeholders}`, each one percent-decoded segment: `localhost%3A5000%2Fx%3A1` is one
 * value with a slash in it. Read from the address itself, so that no router in between has a say in what is addressed.
 * @throws AppError `not_found` when the address is not the template's
 */
export function pathValues(url: URL, template: string): Record<string, string> {
  const wanted = `${apiBase}${template}`.split('/');
  const given = url.pathname.split('/');
  if (wanted.length !== given.length) throw new AppError('not_found');
  const values: Record<string, string> = {};
  wanted.forEach((segment, index) => {
    const actual = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined ? actual !== segment : actual === '') throw new AppError('not_found');
    if (name !== undefined) values[name] = decodeSegment(actual);
  });
  return values;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AppError('not_found');
  }
}

/**
 * A path names a thing; one that cannot name any is not found, the same answer as for a thing of somebody else's.
 * @throws AppError `not_found`
 */
export function parseParams(endpoint: Endpoint, values: Record<string, string>, locale: Locale): unknown {
  if (!endpoint.params) return {};
  try {
    return parseInput(endpoint.params, values, locale);
  } catch (cause) {
    throw new AppError('not_found', { cause });
  }
}

/** @throws AppError `invalid_input`: wrong, unknown, or given twice */
export function parseQuery(endpoint: Endpoint, url: URL, locale: Locale): unknown {
  const values: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(values, name)) {
      throw new AppError('invalid_input', { fieldErrors: [{ path: name, message: inputText(locale, 'repeated') }] });
    }
    Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
  }
  if (!endpoint.query) return {};
  return parseInput(endpoint.query.strict(), values, locale);
}

/** @throws AppError `payload_too_large`, `invalid_input` */
export async function parseBody(endpoint: Endpoint, request: Request, locale: Locale): Promise<unknown> {
  if (!endpoint.body) return null;
  const refuse = (message: string): AppError => new AppError('invalid_input', { fieldErrors: [{ path: '', message }] });
  const contentType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/json') throw refuse(inputText(locale, 'jsonOnly'));
  const text = (await readBytes(request, limits.bodyMaxBytes)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(inputText(locale, 'notJson'));
  }
  if (!isWellFormed(value)) throw refuse(inputText(locale, 'notText'));
  return parseInput(strict(endpoint.body), value, locale);
}

/** A file: its bytes, or a stream of them where it may be of any length. @throws AppError `payload_too_large`, `invalid_input` for another type */
export async function parseUpload(
  { contentType, maxBytes }: NonNullable<Endpoint['upload']>,
  request: Request,
  locale: Locale,
): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  const given = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== contentType)
    throw new AppError('invalid_input', { fieldErrors: [{ path: '', message: inputText(locale, 'fileOnly', { contentType }) }] });
  return maxBytes === undefined ? (request.body ?? new Blob().stream()) : readBytes(request, maxBytes);
}

/**
 * JSON can write half of a surrogate pair ("\\ud800"), which is no text (Unicode 16, 3.9, D77): a database cannot store it. Names of
 * fields and values alike; as deep as JSON.parse went.
 */
function isWellFormed(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part === 'string' && !part.isWellFormed()) return false;
    if (typeof part === 'object' && part !== null) {
      // An array's own keys are numbers and always text.
      for (const [name, inner] of Object.entries(part)) left.push(name, inner);
    }
  }
  return true;
}

/** A name nobody knows is more likely a slip of the pen than something to skip silently. */
function strict(schema: z.ZodType): z.ZodType {
  return 'strict' in schema && typeof schema.strict === 'function' ? (schema as z.ZodObject).strict() : schema;
}

/** Reads no more than it must: the body's own words about its length are only a hint. */
async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new AppError('payload_too_large');
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError('payload_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
