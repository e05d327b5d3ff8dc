'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext } from 'react';
import { useTaughtCommands } from '@/app/_api/hooks/courses';
import { dockerSubcommands } from '@/lib/shared/docker-subcommand';
import { lessonAddress } from './course-address';
import { Link } from './link';
import classes from './taught-in.module.css';

const ClassContext = createContext<string | null>(null);

/** Whose course teaches the commands that are shown below. @param classId null: nobody's */
export function TaughtBy({ classId, children }: { classId: string | null; children: ReactNode }) {
  return <ClassContext value={classId}>{children}</ClassContext>;
}

/** The class whose course teaches the commands shown here. */
export const useTaughtBy = (): string | null => useContext(ClassContext);

/** The lesson that teaches a docker command, where the class has a course with one that is open to the reader. */
export function TaughtIn({ command }: { command: string }) {
  const classId = useTaughtBy();
  const [name] = command.startsWith('docker ') ? dockerSubcommands(command) : [];
  return classId !== null && name !== undefined && <LessonOf classId={classId} name={name} />;
}

function LessonOf({ classId, name }: { classId: string; name: string }) {
  const t = useTranslations('common');
  const { data } = useTaughtCommands(classId);
  const taught = data?.items.find(({ command }) => command === name);
  if (!taught) return null;
  const { lesson, number, title } = taught;
  return (
    <p className={classes.taught}>
      <Link href={lessonAddress(classId, lesson)}>
        {t('taughtIn', { command: `docker ${name}`, number: String(number), title })}
      </Link>
    </p>
  );
}
