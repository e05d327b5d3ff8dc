import { AppError } from '@/lib/core/errors';
import type { Locale } from '@/lib/shared/common';
import type { ImportReport } from '@/lib/shared/course-import';
import { packFiles } from '../courses/archive';
import { formatOf, importCourse } from './import-course';
import { readForeignArchive } from './read-foreign';
import { sayRefusal } from './sentence';

/**
 * An uploaded zip as one in the panel's own format: as it is, or imported where it is in a format of others.
 * @throws AppError course_invalid with a field error for each reason why nothing can be imported, its path `file:line:col`
 */
export function readUpload(zip: Uint8Array, locale: Locale): { archive: Uint8Array; imported: ImportReport | null } {
  const files = readForeignArchive(zip);
  if (files.has('course.yaml') || formatOf(files) === null) return { archive: zip, imported: null };
  const { files: written, report } = importCourse(files, { name: '' });
  if (written !== null) return { archive: packFiles(written), imported: report };
  const fieldErrors = report.refused
    .slice(0, 100)
    .map((refusal) => ({ path: `${refusal.file}:${refusal.line}:1`, message: sayRefusal(refusal, locale) }));
  const [first] = fieldErrors;
  throw new AppError('course_invalid', { fieldErrors, ...(first && { detail: `${first.path}: ${first.message}` }) });
}
