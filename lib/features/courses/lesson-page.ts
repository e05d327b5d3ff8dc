import type { LessonBlock } from '@/lib/shared/courses';
import { type CourseIssue, type CourseIssueCode, issueAt, type Place } from './issue';
import type { MarkdownNode } from './parse-markdown';
import { placeOf } from './parse-markdown';

/** What must be the same in each language, and where it stands. */
export interface Mark {
  kind: 'step' | 'picture' | 'measure' | 'code';
  /** Equal for equal marks. */
  key: string;
  /** The id of a step, the name of a picture. */
  name: string;
  place: Place;
}

/** One lesson in one language. */
export interface LessonPage {
  blocks: LessonBlock[];
  /** In the order of the file. */
  marks: Mark[];
  /** Its last line: the place of what is missing. */
  end: Place;
}

/** What a part of the reader needs to know of the file it reads. */
export interface PageReader {
  file: string;
  text: string;
  /** File names in `img/`, found by their name without the ending. */
  pictures: ReadonlyMap<string, string>;
  marks: Mark[];
  issues: CourseIssue[];
  refuse(node: Pick<MarkdownNode, 'position'>, code: CourseIssueCode, message: string): null;
}

export function startPage(file: string, text: string, pictures: ReadonlyMap<string, string>, issues: CourseIssue[]): PageReader {
  return {
    ...{ file, text, pictures, issues, marks: [] },
    refuse(node, code, message) {
      issues.push(issueAt(placeOf(file, node), code, message));
      return null;
    },
  };
}
