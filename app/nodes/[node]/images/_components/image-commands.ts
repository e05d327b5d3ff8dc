import { dockerCommand, shortId } from '@/app/_components/format';
import type { ImageDto } from '@/lib/shared/images';

/** The lines a person would type for what the panel does to an image. */

/** What an image is called in a command: its first tag, or its id. */
export const nameOf = ({ tags, id }: Pick<ImageDto, 'tags' | 'id'>): string => tags[0] ?? shortId(id);

export const tagCommand = (name: string, tag: string): string => dockerCommand('tag', name, tag || 'NAME:TAG');

export const saveCommand = (name: string): string =>
  dockerCommand('save', '-o', `${name.replace(/[^A-Za-z0-9._-]+/g, '_')}.tar`, name);

export const pruneCommand = (scope: 'dangling' | 'unused'): string =>
  dockerCommand('image', 'prune', ...(scope === 'unused' ? ['-a'] : []));

/** @param tag that alone; null: the image with all its tags */
export const removeCommand = ({ tags, id }: Pick<ImageDto, 'tags' | 'id'>, tag: string | null): string =>
  dockerCommand('rmi', ...(tag !== null ? [tag] : tags.length > 0 ? tags : [shortId(id)]));

/** Where a name leads to: the first part is a registry if it looks like a host (distribution/reference). null: Docker Hub. */
export function registryOf(name: string): string | null {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : null;
}
