import type { ForeignPlace } from './draft';
import { resolvePath } from './foreign-text';
import type { PageImport } from './page';

/** The picture behind an address of a page. @returns its name in the course; null where there is none to take, said in the losses */
export function takePicture(page: PageImport, url: string, place: ForeignPlace): string | null {
  const written = decode(url.replace(/^\{\{\s*site\.baseurl\s*\}\}/, '').replace(/[?#].*$/, ''));
  if (!/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) {
    for (const folder of page.pictureFolders) {
      const path = resolvePath(folder, written);
      if (path !== null && page.importing.files.has(path)) return page.importing.pictures.take(path, place);
    }
  }
  page.importing.lose(place, 'image', url.slice(0, 120));
  return null;
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
