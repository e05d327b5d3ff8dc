import type { RegistryContentsDto } from '@/lib/shared/class-registry';
import { registryReference } from '@/lib/shared/registry-reference';

type Tag = RegistryContentsDto['repositories'][number]['tags'][number];

/** A tag as a row of the page. */
export interface RegistryRow extends Omit<Tag, 'name'> {
  repository: string;
  tag: string;
  /** As nodes of the class call it. */
  reference: string;
}

/** By repository, each with its tags one below the other. */
export const rowsOf = ({ repositories }: RegistryContentsDto): RegistryRow[] =>
  repositories.flatMap(({ name: repository, tags }) =>
    tags.map(({ name: tag, ...rest }) => ({ ...rest, repository, tag, reference: registryReference(repository, tag) })),
  );

export const matches = ({ reference, digest, pushed }: RegistryRow, text: string): boolean =>
  [reference, digest ?? '', pushed?.by ?? '', pushed?.node ?? ''].some((word) =>
    word.toLowerCase().includes(text.trim().toLowerCase()),
  );
