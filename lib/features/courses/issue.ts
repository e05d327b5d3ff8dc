/** What is wrong with a course: one code for one kind of mistake, so that tests and pages need not read the sentence. */
export type CourseIssueCode =
  | 'alias'
  | 'destroy'
  | 'directive'
  | 'duplicate'
  | 'empty_check'
  | 'fence'
  | 'file'
  | 'footnote'
  | 'html'
  | 'image'
  | 'language'
  | 'link'
  | 'markdown'
  | 'marks'
  | 'missing_file'
  | 'no_check'
  | 'path'
  | 'picture'
  | 'placed'
  | 'schema'
  | 'size'
  | 'svg'
  | 'text'
  | 'unknown_command'
  | 'unknown_hint'
  | 'unknown_reason'
  | 'unknown_step'
  | 'value'
  | 'yaml';

/** A mistake at its place. `line` and `col` begin at 1; `file` is the path in the course's folder. */
export interface CourseIssue {
  file: string;
  line: number;
  col: number;
  code: CourseIssueCode;
  /** English, one sentence. */
  message: string;
  severity: 'error';
}

/** A place in a file of the course. */
export interface Place {
  file: string;
  line: number;
  col: number;
}

export const issueAt = (place: Place, code: CourseIssueCode, message: string): CourseIssue => ({
  file: place.file,
  line: place.line,
  col: place.col,
  code,
  message,
  severity: 'error',
});

export const startOf = (file: string): Place => ({ file, line: 1, col: 1 });

export const sayPlace = ({ file, line, col }: Place): string => `${file}:${line}:${col}`;

/** The place of an offset in a text; columns count UTF-16 units, as editors and parsers do. */
export function placeIn(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { file, line: before.split('\n').length, col: offset - lineStart + 1 };
}
