'use client';

import { useId, useState } from 'react';
import { PlainButton } from '@/app/_components/plain-button';
import type { LessonStepDto } from '@/lib/shared/courses';
import { Said } from './said';
import classes from './step-card.module.css';

type Question = LessonStepDto['questions'][number];

interface Props {
  ask: string;
  kind: Question['kind'];
  choices: Question['choices'];
  submit: string;
  /** What stands in the field at first. */
  first?: string;
  disabled: boolean;
  isBusy: boolean;
  onSubmit: (value: string) => void;
}

/**
 * A question with its field, or with its choices. An empty answer is not sent. The fields are the browser's own: the component library's would
 * be a third of the script of a lesson.
 */
export function AnswerForm({ ask, kind, choices, submit, first = '', disabled, isBusy, onSubmit }: Props) {
  const [value, setValue] = useState(first);
  const name = useId();
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '' && !isBusy && !disabled) onSubmit(value.trim());
      }}
    >
      {kind === 'choice' && choices ? (
        <fieldset className={classes.choices} disabled={disabled}>
          <legend>
            <Said text={ask} />
          </legend>
          {choices.map((choice) => (
            <label key={choice.value}>
              <input
                type="radio"
                name={name}
                value={choice.value}
                checked={value === choice.value}
                onChange={() => setValue(choice.value)}
              />
              <Said text={choice.says} />
            </label>
          ))}
        </fieldset>
      ) : (
        <label className={classes.field}>
          <Said text={ask} />
          <input
            className={kind === 'number' ? classes.short : undefined}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            inputMode={kind === 'number' ? 'decimal' : undefined}
            maxLength={200}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            disabled={disabled}
          />
        </label>
      )}
      <PlainButton type="submit" small busy={isBusy} disabled={disabled || value.trim() === ''}>
        {submit}
      </PlainButton>
    </form>
  );
}
