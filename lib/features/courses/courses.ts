import type { Course, CourseSummary } from './course';

/** Where a version came from. */
export type CourseOrigin = 'builtin' | 'folder' | 'upload';

/** The courses of the panel: versions are stored whole and never changed. */
export interface Courses {
  /**
   * A version by its hash, also one that is no longer offered: classes go on with the version they use.
   * @throws AppError course_not_found; course_invalid when this panel reads courses more strictly than the one that stored it
   */
  get(hash: string): Promise<Course>;
  /** What classes may choose, by course, the newest version first. */
  offered(): Promise<CourseSummary[]>;
  /**
   * Stores and offers the course in a zip; one that is stored already is offered again.
   * @throws AppError course_invalid with a field error for each mistake, its path `file:line:col`
   */
  addArchive(zip: Uint8Array, origin: CourseOrigin): Promise<Course>;
  /**
   * Whether the programs of one version may run on nodes. Another version, also one with a single byte changed, is another hash.
   * @throws AppError course_not_found
   */
  setTrust(hash: string, trusted: boolean): Promise<void>;
  /** Stores and offers the courses that come with the panel, and no longer offers those that came with an older one. */
  addBuiltIn(): Promise<void>;
}
