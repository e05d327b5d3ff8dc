import type { Key, Output } from '@/lib/shared/api';
import { type ApiError, apiErrorOf, operationUrl, pageLocale, unreachable } from './client';

/**
 * Sends a file of any length as the body of one operation, read from the disk as it goes. fetch() does not tell how far it is.
 * @param options.onProgress bytes that have left the browser; the panel takes no more than the node does
 * @throws ApiError for every failure; `cancelled` when the signal fired
 */
export function sendFile<K extends Key>(
  key: K,
  address: { params: Record<string, unknown>; query?: Record<string, unknown> },
  { file, contentType }: { file: Blob; contentType: string },
  { onProgress, signal }: { onProgress?: (sentBytes: number) => void; signal?: AbortSignal } = {},
): Promise<Output<K>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (error: ApiError) => reject(error);
    request.open(key.slice(0, key.indexOf(' ')), operationUrl(key, address));
    request.setRequestHeader('accept', 'application/json, application/problem+json');
    request.setRequestHeader('accept-language', pageLocale());
    request.setRequestHeader('content-type', contentType);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onload = () => {
      const ok = request.status >= 200 && request.status < 300;
      if (ok && request.response !== null) resolve(request.response as Output<K>);
      else fail(apiErrorOf(request.status, request.response));
    };
    request.onerror = () => fail(unreachable());
    request.onabort = () => fail(apiErrorOf(0, { code: 'cancelled', title: '' }));
    if (signal?.aborted) return request.onabort(new ProgressEvent('abort'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
