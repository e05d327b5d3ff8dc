import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Runtime } from '@/lib/core/runtime';
import { signedIn, startBrowser } from './bench-browser';
import { courseArchive, lessonIds } from './bench-course';
import { startBenchPanel } from './bench-panel';
import { check, compare, type Measure } from './report';
import type { Sides } from './interleave';
import { quantile } from './statistics';

const size = { students: 200, lessons: 20, stepsOfLesson: 20 } as const;
/** Of each student's steps, so many are passed. */
const passedOfLesson = 10;
/** Between two frames, at the median of the scrolls' slowest twentieth: beyond it a reader sees the board stand still. */
const frameLimitMs = 50;
const scrollMs = 4_000;
const stepPx = 24;

/**
 * The board of 200 students and 400 steps in Chromium, scrolled through to the right and down at 24 px a frame: the time between two frames,
 * beside a page of the same size without anything in it, which is what the machine can do.
 * @param samples scrolls of each
 */
export async function measureBoardScroll(samples: number, say: (line: string) => void): Promise<Measure> {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-bench-'));
  say('Starting the panel …');
  let classId = '';
  await using browser = await startBrowser();
  const panel = await startBenchPanel([], directory, say, {
    prepare: async (runtime) => {
      classId = await addClass(runtime);
    },
  });
  try {
    const context = await signedIn(browser, panel);
    const board = await context.newPage();
    await board.goto(`${panel.origin}/classes/${classId}/board`);
    await board.getByRole('grid').getByText('student000').waitFor();
    const empty = await context.newPage();
    await empty.setContent(emptyGrid);
    const frames: Sides = { ours: [], peer: [] };
    const elements: number[] = [];
    for (let sample = 0; sample < samples; sample++)
      for (const side of ['ours', 'peer'] as const) {
        const page = side === 'ours' ? board : empty;
        await page.bringToFront();
        const scrolled = await scroll(page);
        frames[side].push(...scrolled.frames);
        if (side === 'ours') elements.push(scrolled.elements);
      }
    return {
      name: 'board-scroll',
      ours: 'the board',
      comparisons: [compare('an empty grid', frames, null)],
      checks: [
        check('frame', 'ms between two frames, p95', quantile(frames.ours, 0.95), frameLimitMs),
        check('elements', 'elements of the page, the most', Math.max(...elements), 6_000),
      ],
    };
  } finally {
    await panel.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const emptyGrid = `<div role="grid" style="overflow:auto;width:1300px;height:700px">
  <div style="width:${size.lessons * size.stepsOfLesson * 40}px;height:${size.students * 36}px"></div></div>`;

/** To the right and down by turns. @returns ms between frames, and how many elements there were at the most */
function scroll(page: Page): Promise<{ frames: number[]; elements: number }> {
  return page.evaluate(
    // Without a function that has a name: the loader would give it one by a helper that the page has not.
    async ({ ms, px }) => {
      const grid = document.querySelector('[role=grid]') as HTMLElement;
      grid.scrollTo(0, 0);
      const frames: number[] = [];
      let elements = 0;
      let last = await new Promise<number>(requestAnimationFrame);
      const until = last + ms;
      while (last < until) {
        const now = await new Promise<number>(requestAnimationFrame);
        frames.push(now - last);
        last = now;
        const before = grid.scrollLeft + grid.scrollTop;
        const isAcross = Math.floor(frames.length / 60) % 2 === 0;
        grid.scrollBy(isAcross ? px : 0, isAcross ? 0 : px);
        if (grid.scrollLeft + grid.scrollTop === before) grid.scrollTo(0, 0);
        if (frames.length % 10 === 0) elements = Math.max(elements, document.querySelectorAll('*').length);
      }
      return { frames, elements };
    },
    { ms: scrollMs, px: stepPx },
  );
}

/** Students of a course of 400 steps, half of which they have passed. @returns the id of their class */
async function addClass({ db, courses, newId, now }: Runtime): Promise<string> {
  const course = await courses.addArchive(courseArchive(size.lessons, size.stepsOfLesson), 'upload');
  const classId = newId();
  const at = { createdAt: now(), updatedAt: now() };
  await db.class.create({
    data: { id: classId, name: 'scrolled', createdAt: now(), courseHash: course.hash, courseOpenedAt: now() },
  });
  const students = Array.from({ length: size.students }, (_, n) => `student${String(n).padStart(3, '0')}`);
  const people = students.map((name) => ({ id: newId(), email: `${name}@bench.test`, name, role: 'student', passwordHash: '-' }));
  await db.user.createMany({ data: people.map((person) => ({ ...person, ...at })) });
  await db.enrolment.createMany({ data: people.map(({ id }) => ({ classId, userId: id, role: 'student', createdAt: now() })) });
  const steps = lessonIds(size.lessons).flatMap((lessonId) =>
    Array.from({ length: passedOfLesson }, (_, step) => ({ lessonId, stepId: `s${step}` })),
  );
  for (const { id: userId } of people) {
    const of = { classId, userId, round: 1, how: 'alone', courseHash: course.hash, at: now() };
    await db.stepPass.createMany({ data: steps.map((step) => ({ id: newId(), ...of, ...step })) });
  }
  return classId;
}
