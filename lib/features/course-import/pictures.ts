import { basename } from 'node:path/posix';
import { readPictures } from '../courses/check-files';
import type { Importing, Pictures } from './draft';
import { createSlugs, slugOf } from './slug';

/** What all pictures of a course may have: the rest of its 2 MiB is for pages. */
const picturesMost = 1.5 * 1024 * 1024;
const pictureCount = 200;
const endings: Record<string, string> = { svg: 'svg', png: 'png', webp: 'webp', jpg: 'jpg', jpeg: 'jpg' };

/** Pictures of an archive that a course may hold: of a kind that it knows, with nothing in them that runs, each taken once. */
export function createPictures({ files, lose }: Pick<Importing, 'files' | 'lose'>): Pictures {
  const names = new Map<string, string | null>();
  const taken = new Map<string, Uint8Array>();
  const slugs = createSlugs();
  let bytes = 0;
  const read = (path: string): string | null => {
    const content = files.get(path);
    const ending = endings[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (!content || !ending || bytes + content.length > picturesMost || taken.size >= pictureCount) return null;
    const issues: Parameters<typeof readPictures>[1] = [];
    readPictures(new Map([[`img/x.${ending}`, content]]), issues);
    if (issues.length > 0) return null;
    bytes += content.length;
    const name = slugs(slugOf(basename(path).replace(/\.[a-z]+$/i, '')), 'picture');
    taken.set(`img/${name}.${ending}`, content);
    return name;
  };
  return {
    take(path, place) {
      if (!names.has(path)) names.set(path, read(path));
      const name = names.get(path) ?? null;
      if (name === null) lose(place, 'image', path);
      return name;
    },
    taken: () => taken,
  };
}
