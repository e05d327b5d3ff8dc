import { packFiles } from '@/lib/features/courses/archive';

const lessonYaml = (lesson: number, steps: number): string => `
title: { ko: 수업 ${lesson}, en: Lesson ${lesson} }
minutes: 20
steps:
${Array.from(
  { length: steps },
  (_, step) => `  - id: s${step}
    title: { ko: 단계 ${step}, en: Step ${step} }
    checks:
      - { id: image, is: image, ref: "image-${lesson}-${step}" }`,
).join('\n')}
`;

/** Lesson ids of {@link courseArchive}, in order. */
export const lessonIds = (lessons: number): string[] => Array.from({ length: lessons }, (_, lesson) => `l${lesson}`);

/** A course of so many lessons with so many steps (`s0`, `s1`, …) each, as a zip. */
export function courseArchive(lessons: number, steps: number): Uint8Array {
  const ids = lessonIds(lessons);
  const course = `
id: bench
version: 1.0.0
title: { ko: 측정, en: Bench }
languages: [ko, en]
lessons: [${ids.join(', ')}]
`;
  const markdown = Array.from({ length: steps }, (_, step) => `::step{#s${step}}\n`).join('\n');
  const files = ids.flatMap(
    (id, lesson): Array<[string, string]> => [
      [`lessons/${id}/lesson.yaml`, lessonYaml(lesson, steps)],
      [`lessons/${id}/ko.md`, markdown],
      [`lessons/${id}/en.md`, markdown],
    ],
  );
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return packFiles(new Map([['course.yaml', course] as [string, string], ...files].map(([name, text]) => [name, encode(text)])));
}
