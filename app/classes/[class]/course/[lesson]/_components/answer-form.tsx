'use client';

import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
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

/** A question with its field, or with its choices. An empty answer is not sent. */
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
        <Radio.Group label={<Said text={ask} />} value={value} onChange={setValue} name={name}>
          <Stack gap={6} mt={6}>
            {choices.map((choice) => (
              <Radio key={choice.value} value={choice.value} label={<Said text={choice.says} />} disabled={disabled} />
            ))}
          </Stack>
        </Radio.Group>
      ) : (
        <TextInput
          label={<Said text={ask} />}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          disabled={disabled}
          classNames={kind === 'number' ? { wrapper: classes.short } : {}}
        />
      )}
      <Button type="submit" size="xs" variant="default" loading={isBusy} disabled={disabled || value.trim() === ''}>
        {submit}
      </Button>
    </form>
  );
}
