'use client';

import { Check, Copy, CornerDownLeft, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCopy } from '@/app/_components/copy';
import { notify } from '@/app/_components/notify';
import type { LessonStepDto } from '@/lib/shared/courses';
import { useLessonPage } from './lesson-page';
import classes from './step-commands.module.css';
import { keysOf, linesOf } from '@/lib/shared/typed-command';
import type { Command } from './type-command';
import { useWhereText } from './where-badge';

/** The commands of a step, each to copy or to be typed into the terminal. */
export function StepCommands({ step }: { step: LessonStepDto }) {
  const t = useTranslations('course.command');
  if (step.commands.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('label')}>
      {step.commands.map((command) => (
        <li key={command.id}>
          <StepCommand command={command} where={step.where} />
        </li>
      ))}
    </ul>
  );
}

interface Props {
  command: Command;
  /** Where the step is; a command of another place says so. */
  where: string;
  /** False: typed to be read first, and not run. */
  isRun?: boolean;
}

/** One command. Of one that destroys only a line is typed at a time, and Enter is left to the reader. */
export function StepCommand({ command, where, isRun = true }: Props) {
  const t = useTranslations('course.command');
  const common = useTranslations('common');
  const whereText = useWhereText();
  const { node, typing } = useLessonPage();
  const [copied, copy] = useCopy();
  const [next, setNext] = useState(0);
  const lines = linesOf(command.run);
  const isByLine = command.kind === 'destroy' || !isRun;
  const canType = node !== null && (!command.keys || keysOf(command.run) !== null);
  async function type(): Promise<void> {
    const typed = await typing.type(command, { from: isByLine ? next : 0, isRun });
    if (typed === 0) void notify('error', t('noTerminal'));
    else if (isByLine) setNext((next + typed) % lines.length);
  }
  return (
    <div className={classes.command}>
      {command.keys ? (
        <span className={classes.keys}>
          <kbd>{command.run.trim().split(/\s+/).map(keyName).join(' ')}</kbd>
        </span>
      ) : (
        <code className={classes.text}>{command.run}</code>
      )}
      <div className={classes.buttons}>
        {command.kind === 'destroy' && (
          <span className={classes.destroys}>
            <TriangleAlert size={14} aria-hidden /> {t('destroys')}
          </span>
        )}
        {command.where !== where && <span className={classes.other}>{whereText(command.where)}</span>}
        {!command.keys && (
          <button
            type="button"
            className={classes.button}
            onClick={() => copy(command.run)}
            aria-label={common('copyCommand', { command: command.run })}
          >
            {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
            <span aria-live="polite">{copied ? common('copied') : common('copy')}</span>
          </button>
        )}
        {canType && (
          <button
            type="button"
            className={classes.button}
            onClick={() => void type()}
            aria-label={t(command.keys ? 'pressIt' : 'typeIt', { command: command.run })}
          >
            <CornerDownLeft size={14} aria-hidden />
            {isByLine && lines.length > 1
              ? t('typeLine', { line: next + 1, lines: lines.length })
              : t(command.keys ? 'press' : isByLine ? 'typeOnly' : 'type')}
          </button>
        )}
      </div>
    </div>
  );
}

/** `ctrl-p` as it stands on a key. */
const keyName = (key: string): string =>
  key.replace(/^ctrl-/i, 'Ctrl-').replace(/-([a-z])$/, (_, letter: string) => `-${letter.toUpperCase()}`);
