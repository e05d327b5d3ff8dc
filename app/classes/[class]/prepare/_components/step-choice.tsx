'use client';

import { Checkbox } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import type { ComponentType } from 'react';
import { type Choosable, choosable } from './form-values';
import classes from './prepare.module.css';
import type { FieldProps } from './task-fields';

/** With a place of their own to wait in: without it the whole page would be hidden until they are there. */
const loading = () => null;

/** What a chosen step needs to know: loaded when it is chosen. */
const fieldsOf: Partial<Record<Choosable, ComponentType<FieldProps>>> = {
  'docker.daemon-json': dynamic(() => import('./step-fields').then((m) => m.DaemonFields), { loading }),
  'users.login': dynamic(() => import('./step-fields').then((m) => m.LoginFields), { loading }),
  'root.password': dynamic(() => import('./step-fields').then((m) => m.RootFields), { loading }),
  'images.pull': dynamic(() => import('./task-fields').then((m) => m.ImageFields), { loading }),
};

/** The steps, each with what it needs to know below it once it is chosen. */
export function StepChoice(props: FieldProps) {
  const t = useTranslations('operations');
  const { values, onChange, wrong } = props;
  const toggle = (id: Choosable, on: boolean) =>
    onChange({ steps: on ? [...values.steps, id] : values.steps.filter((held) => held !== id) });
  return (
    <fieldset className={classes.steps}>
      <legend className="visually-hidden">{t('task.node.provision')}</legend>
      {wrong.some((w) => w.field === 'steps') && (
        <p className={classes.wrong} role="alert">
          {t('wrong.steps')}
        </p>
      )}
      {choosable.map((id) => {
        const on = values.steps.includes(id);
        const Fields = fieldsOf[id];
        return (
          <div key={id}>
            <Checkbox
              checked={on}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
              label={t(`step.${id}`)}
              description={t(`stepAbout.${id}`)}
            />
            {on && Fields && (
              <div className={classes.options}>
                <Fields {...props} />
              </div>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
