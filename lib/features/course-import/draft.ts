import type { MarkdownBudget } from '../courses/markdown-limits';
import type { LossCode, RefusalCode } from '@/lib/shared/course-import';

/** Files of an archive by their paths. */
export type ForeignFiles = ReadonlyMap<string, Uint8Array>;

/** A place in the archive. */
export interface ForeignPlace {
  file: string;
  line: number;
}

/** A command as a step of the course will have it. */
export interface DraftCommand {
  run: string;
  kind?: 'destroy';
  keys?: true;
}

export interface DraftQuestion {
  ask: string;
  /** Of a choice: what is shown. Without it, the answer is typed. */
  choices?: string[];
  /** Any of them is right. */
  right: string[];
}

/** One step of a lesson: its part of the page, and what is done there. */
export interface DraftStep {
  title: string;
  /** Markdown before the title: what is read before this step begins. */
  lead?: string | undefined;
  /** Markdown as courses have it, without the mark of the step. */
  page: string;
  commands: DraftCommand[];
  questions: DraftQuestion[];
  /** A program for `/bin/sh -s` that says 0 or 1. */
  script?: string | undefined;
  more?: string | undefined;
  /** Indexes of commands. */
  solution: number[];
}

export interface DraftLesson {
  id: string;
  /** Where it comes from, for what is said of all of it. */
  source: ForeignPlace;
  title: string;
  minutes: number;
  /** Markdown before the first step, and after the last. */
  before: string;
  after: string;
  steps: DraftStep[];
}

export interface DraftCourse {
  title: string;
  summary: string | null;
  lessons: DraftLesson[];
}

/** What an importer reads with, and where it says what is lost. */
export interface Importing {
  files: ForeignFiles;
  /** Words that the importer itself writes into a course. */
  words: ImportWords;
  pictures: Pictures;
  /** What all pages together may cost to read. */
  budget: MarkdownBudget;
  lose(place: ForeignPlace, code: LossCode, what: string): void;
  refuse(place: ForeignPlace, code: RefusalCode, what: string): void;
  needs: Needs;
}

/** Takes pictures of the archive into the course. */
export interface Pictures {
  /** @returns the name it has in `img/` without its ending; null where it cannot be taken, which is said in the losses */
  take(path: string, place: ForeignPlace): string | null;
  taken(): ReadonlyMap<string, Uint8Array>;
}

/** Gathers what commands and files ask of a node. */
export interface Needs {
  command(text: string, place: ForeignPlace): void;
  file(name: string, text: string, place: ForeignPlace): void;
  port(port: number): void;
  /** Sorted, without what the course builds itself. */
  found(): {
    images: string[];
    ports: number[];
    internet: Array<ForeignPlace & { what: string }>;
    systemd: Array<ForeignPlace & { what: string }>;
  };
}

export interface ImportWords {
  setUp: string;
  setUpText: string;
  read: string;
  andMore(title: string, more: number): string;
  step(number: number): string;
  continued(title: string): string;
  inTerminal(number: number): string;
  onlyIf(condition: string): string;
  variable(prompt: string): string;
}
