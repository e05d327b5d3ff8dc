import type { BoardChanges, BoardDto } from '@/lib/shared/board';
import type { Locale } from '@/lib/shared/common';

/** The boards of classes, kept in memory as long as somebody looks. */
export interface Boards {
  /** As it is now. @throws AppError `not_found`, `course_not_set` */
  snapshot(classId: string, locale: Locale): Promise<BoardDto>;
  /**
   * From now on its changes come, at most each 100 ms.
   * @param listener gets what to send in each language; made only for those that are asked for
   * @returns the function that ends it
   */
  watch(classId: string, listener: (changes: (locale: Locale) => BoardChanges) => void): () => void;
  stop(): void;
}
