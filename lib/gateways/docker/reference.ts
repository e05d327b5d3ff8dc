import { dockerHub, splitHost } from '@/lib/shared/registry-host';

/** `fromImage` and `tag` of POST /images/create; without a tag Docker would pull every tag there is. */
export function splitReference(ref: string): { fromImage: string; tag?: string } {
  if (ref.includes('@')) return { fromImage: ref };
  const colon = ref.lastIndexOf(':');
  return colon > ref.lastIndexOf('/')
    ? { fromImage: ref.slice(0, colon), tag: ref.slice(colon + 1) }
    : { fromImage: ref, tag: 'latest' };
}

/**
 * One name for one image of a registry, however it is written: `x`, `x:latest`, `library/x` and `docker.io/library/x:latest` are the same
 * (distribution/reference, "familiar names").
 */
export function canonicalReference(ref: string): string {
  const { fromImage, tag } = splitReference(ref);
  const { host, path } = splitHost(fromImage);
  const full = host === dockerHub && !path.includes('/') ? `library/${path}` : path;
  return `${host}/${full}${tag === undefined ? '' : `:${tag}`}`;
}
