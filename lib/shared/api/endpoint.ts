import type { z } from 'zod';
import type { ErrorCode } from '../error-codes';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One operation of the API, declared once: the route handler parses and presents by it, the OpenAPI document is written
 * from it, and the browser's calls take their types from it.
 */
export interface Endpoint {
  /** What it does, one line, for the OpenAPI document. */
  summary: string;
  tag:
    | 'panel'
    | 'volumes'
    | 'events'
    | 'networks'
    | 'nodes'
    | 'containers'
    | 'images'
    | 'layers'
    | 'jobs'
    | 'accounts'
    | 'audit'
    | 'classes'
    | 'operations'
    | 'courses'
    | 'help'
    | 'doctor';
  /** `public` answers anybody; anything else needs a session cookie or a bearer token. */
  auth: 'required' | 'public';
  /** Of a public change: which budget counts its callers by address, where `guess` is too tight for whom it is for. */
  budget?: 'join';
  /** The `{placeholders}` of the path. */
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** JSON, at most `limits.bodyMaxBytes`. */
  body?: z.ZodType;
  /** The body is a file of this type, in place of JSON: as bytes, or without `maxBytes` as a stream of any length. */
  upload?: { contentType: string; maxBytes?: number };
  /** The status of success. */
  status: 200 | 201 | 202 | 204;
  /** null: no content (204). */
  response: z.ZodType | null;
  /** The answer is a file: the response's `text`, as its `contentType`, under its `fileName`. These are what may come. */
  download?: readonly string[];
  /** The answer is a file of any length: the handler gives its name and a stream, which is passed on as fast as the reader takes it. */
  stream?: true;
  /** The answer carries a `Location` header at this path template, filled with `id` of the answer. */
  location?: string;
  /** Codes of the error table a caller should expect besides those every call may answer. */
  problems: ErrorCode[];
}

/** `'GET /nodes/{node}'`: the method and the path below `/api/v1`. */
export type EndpointKey = `${Method} /${string}`;

/** Keeps the literal types of a part of the table. */
export function defineEndpoints<const T extends Record<EndpointKey, Endpoint>>(endpoints: T): T {
  return endpoints;
}
