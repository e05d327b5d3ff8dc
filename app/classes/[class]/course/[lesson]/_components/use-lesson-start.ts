'use client';

import { useEffect } from 'react';
import type { ApiError } from '@/app/_api/client';
import { useOpenLesson } from '@/app/_api/hooks/courses';
import { useNode } from '@/app/_api/hooks/nodes';

interface Props {
  classId: string;
  lesson: string;
  nodeId: string | null;
  isDoing: boolean;
}

/** Begins the lesson for a student whose node responds, and again when it comes back: nothing of the lesson can be judged before. */
export function useLessonStart({ classId, lesson, nodeId, isDoing }: Props): { error: ApiError | null; retry: () => void } {
  const { mutate, error } = useOpenLesson(classId);
  const { data: node } = useNode(nodeId ?? '', { enabled: nodeId !== null });
  const isReady = node?.state === 'ready' || node?.state === 'docker_denied';
  useEffect(() => {
    if (isDoing && isReady) mutate(lesson);
  }, [isDoing, isReady, lesson, mutate]);
  return { error, retry: () => mutate(lesson) };
}
