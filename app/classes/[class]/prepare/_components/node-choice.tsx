'use client';

import { Checkbox, Radio, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FilterInput } from '@/app/_components/filter-input';
import { NodeStateWord } from '@/app/_components/state-word';
import type { NodeDto } from '@/lib/shared/nodes';
import type { FormValues, Wrong } from './form-values';
import classes from './prepare.module.css';

interface Props {
  nodes: NodeDto[];
  values: FormValues;
  /** Names of those that are meant now. */
  chosen: string[];
  onChange: (part: Partial<FormValues>) => void;
  wrong: Wrong[];
}

/** All nodes of the class, those that are not ready, or some. */
export function NodeChoice({ nodes, values, chosen, onChange, wrong }: Props) {
  const t = useTranslations('operations');
  const [filter, setFilter] = useState('');
  const found = nodes.filter((node) => node.name.includes(filter.trim().toLowerCase()));
  const notReady = nodes.filter((node) => node.state !== 'ready').length;
  return (
    <Stack gap="md">
      <Radio.Group
        label={t('nodes.label')}
        value={values.scope}
        onChange={(scope) => onChange({ scope: scope as FormValues['scope'] })}
        error={wrong.some((w) => w.field === 'nodes') ? t('wrong.nodes') : undefined}
      >
        <Stack gap="xs" mt={8}>
          <Radio value="all" label={t('nodes.all', { count: nodes.length })} />
          <Radio value="notReady" label={t('nodes.notReady', { count: notReady })} />
          <Radio value="some" label={t('nodes.some')} />
        </Stack>
      </Radio.Group>
      {values.scope === 'some' && (
        <>
          <FilterInput value={filter} onChange={setFilter} label={t('nodes.filter')} />
          <ul className={classes.nodes}>
            {found.map((node) => (
              <li key={node.id}>
                <Checkbox
                  checked={values.chosen.includes(node.name)}
                  onChange={(event) =>
                    onChange({
                      chosen: event.currentTarget.checked
                        ? [...values.chosen, node.name]
                        : values.chosen.filter((name) => name !== node.name),
                    })
                  }
                  label={node.name}
                />
                <NodeStateWord state={node.state} />
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className={classes.hint}>{t('nodes.none')}</p>}
        </>
      )}
      <p className={classes.hint} aria-live="polite">
        {t(values.scope === 'some' && chosen.length > 0 ? 'nodes.chosenNames' : 'nodes.chosen', {
          count: chosen.length,
          names: chosen.join(', '),
        })}
      </p>
    </Stack>
  );
}
