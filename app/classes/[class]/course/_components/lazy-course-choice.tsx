'use client';

import dynamic from 'next/dynamic';

/** Students do not load what only staff see. */
export const LazyCourseChoice = dynamic(async () => (await import('./course-choice')).CourseChoice, { ssr: false });
