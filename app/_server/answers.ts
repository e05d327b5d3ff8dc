import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { Endpoint } from '@/lib/shared/api/endpoint';
import type { PresentedError } from '@/lib/core/present-error';
import type { Problem } from '@/lib/shared/common';
import type { ExportedBytes, ExportedFile } from '@/lib/shared/node-import';
import { apiBase } from './request-input';

/** Answers belong to one reader and one moment: nothing on the way keeps them, and no page runs them. */
function headers(requestId: string, more: Record<string, string> = {}): Record<string, string> {
  return { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': requestId, ...more };
}

/** Problem details (RFC 9457). `type` names the kind of problem, as `code` does. */
export function problemResponse(error: PresentedError, more: Record<string, string> = {}): Response {
  const problem: Problem = {
    type: `urn:berth:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId: error.requestId,
    ...(error.evidence === undefined ? {} : { evidence: error.evidence }),
    ...(error.fieldErrors.length === 0 ? {} : { errors: error.fieldErrors }),
  };
  return new Response(JSON.stringify(problem), {
    status: error.status,
    headers: headers(error.requestId, { 'content-type': 'application/problem+json', ...more }),
  });
}

/**
 * The answer of success: only what the endpoint's schema declares is sent.
 * @throws Error when a feature returned something the contract does not allow
 */
export function successResponse(
  endpoint: Endpoint,
  result: unknown,
  params: Record<string, unknown>,
  requestId: string,
): Response {
  if (endpoint.stream) return streamResponse(result as StreamedFile, endpoint.status, requestId);
  if (endpoint.response === null) return new Response(null, { status: endpoint.status, headers: headers(requestId) });
  const parsed = endpoint.response.safeParse(result);
  if (!parsed.success) throw new Error(`The answer does not keep the contract: ${where(parsed.error)}`);
  if (endpoint.download) return fileResponse(parsed.data as ExportedFile | ExportedBytes, endpoint.status, requestId);
  const more: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (endpoint.location !== undefined) more.location = fill(endpoint.location, { ...params, ...idOf(parsed.data) });
  return new Response(JSON.stringify(parsed.data), {
    status: endpoint.status,
    headers: headers(requestId, more),
  });
}

/** A file that is sent as it comes. */
interface StreamedFile {
  /** Any text; what is no letter, digit, `.`, `_` or `-` is in a form for new browsers alone. */
  fileName: string;
  stream: ReadableStream<Uint8Array>;
  /** Where it is known before. */
  sizeBytes?: number;
}

/** Of a type that Next leaves as it is: packing layers, which are mostly packed, would cost a CPU. */
function streamResponse({ fileName, stream, sizeBytes }: StreamedFile, status: number, requestId: string): Response {
  const plain = fileName.replace(/[^A-Za-z0-9._-]/gu, '_');
  // RFC 6266 with RFC 8187: percent-encoded UTF-8, without what cannot be seen in a name.
  const exact = encodeURIComponent(fileName.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, '_')).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  const more = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${plain}"${plain === exact ? '' : `; filename*=UTF-8''${exact}`}`,
    ...(sizeBytes !== undefined && { 'content-length': String(sizeBytes) }),
  };
  return new Response(stream, { status, headers: headers(requestId, more) });
}

/** A file to keep, never to show (RFC 6266): its name is a constant of ours. */
function fileResponse(
  { fileName, contentType, text }: ExportedFile | ExportedBytes,
  status: number,
  requestId: string,
): Response {
  const more = { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName}"` };
  return new Response(text, { status, headers: headers(requestId, more) });
}

/** Paths and kinds of what is wrong; never the values, which may be anybody's. */
function where(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.')} ${issue.code}`)
    .join(', ');
}

function idOf(answer: unknown): { id?: string } {
  return typeof answer === 'object' && answer !== null && 'id' in answer ? { id: String(answer.id) } : {};
}

function fill(template: string, values: Record<string, unknown>): string {
  return apiBase + template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? '')));
}
