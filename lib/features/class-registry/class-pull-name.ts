import { canonicalReference, splitReference } from '@/lib/gateways/docker/reference';

/** Where class pulls put images of other registries. */
export const classPullFolder = 'class-pull/';

/**
 * What an image of another registry is called in the registry of a class: `class-pull/docker.io/library/alpine`. A port's colon has no place in
 * the name of a repository (OCI distribution specification, `<name>`).
 */
export function classPullName(ref: string): { repository: string; tag: string } {
  const { fromImage, tag = 'latest' } = splitReference(canonicalReference(ref));
  const [host = '', ...path] = fromImage.split('/');
  return { repository: classPullFolder + [host.replace(':', '_'), ...path].join('/'), tag };
}
