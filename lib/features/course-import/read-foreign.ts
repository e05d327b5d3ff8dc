import { type ArchiveLimits, unpackFiles } from '../courses/archive';
import { readFolder } from '../courses/read-folder';
import type { ImportRefusal } from '@/lib/shared/course-import';

/** Archives of others hold many pictures and more scenarios than one; what comes into the course is limited by the course. */
const foreignLimits: ArchiveLimits = { bytes: 32 * 1024 * 1024, files: 5000, keeps: new Set(['.labspace']) };

/**
 * A folder in a format of others. Links are never followed.
 * @returns refusals at their place for links, and for what is too much
 */
export async function readForeignFolder(folder: string): Promise<{ files: Map<string, Uint8Array>; refused: ImportRefusal[] }> {
  const { files, issues } = await readFolder(folder, foreignLimits);
  return {
    files,
    refused: issues.map(({ file, line, code, message }) => ({
      ...{ file, line, what: code === 'size' ? message : file },
      code: code === 'size' ? ('limits' as const) : ('path' as const),
    })),
  };
}

/** @throws AppError course_invalid for a link, a path that leads out, too much, or an archive that is broken */
export const readForeignArchive = (zip: Uint8Array): Map<string, Uint8Array> => unpackFiles(zip, foreignLimits);
