'use client';

import { Button } from '@mantine/core';
import { PlugZap } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useConnectionTest } from '@/app/_api/hooks/import';
import { CommandLine } from '@/app/_components/copy';
import { useErrorText } from '@/app/_components/error-text';
import { FormError } from '@/app/_components/states';
import { StateWord, type Tone } from '@/app/_components/state-word';
import { hostKeyCommand } from '@/lib/shared/host-key-command';
import type { TestedStage, TestNode } from '@/lib/shared/node-test';
import classes from './connection-test.module.css';

const tones: Record<TestedStage['state'], Tone> = { ok: 'ready', failed: 'alarm', waiting: 'warn', skipped: 'away' };

interface Props {
  /** What the form holds; null while it cannot be tried, and whoever asks then is shown what is wrong. */
  input: TestNode | null;
  onRefused: () => void;
}

/** Tries what the form holds, and shows how far the panel comes. Past the host key only when somebody says that it is right. */
export function ConnectionTest({ input, onRefused }: Props) {
  const t = useTranslations('import.test');
  const test = useConnectionTest();
  // A result belongs to the values it was made with.
  const [tried, setTried] = useState('');
  const current = JSON.stringify(input);
  const run = (sha256?: string) => {
    if (!input) return onRefused();
    setTried(current);
    test.mutate({ ...input, ...(sha256 !== undefined && { sha256 }) });
  };
  const result = tried === current ? test.data : undefined;
  const key = result?.items.some((item) => item.state === 'waiting') ? result.hostKey : null;
  return (
    <div className={classes.test}>
      <Button
        variant="default"
        size="sm"
        leftSection={<PlugZap size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() => run()}
      >
        {result ? t('again') : t('button')}
      </Button>
      <div role="status">
        {test.isPending && <p className={classes.quiet}>{t('running')}</p>}
        {result && !test.isPending && <Stages items={result.items} />}
      </div>
      {tried === current && <FormError error={test.error} />}
      {key && !test.isPending && (
        <div className={classes.key}>
          <p>{t('keyText')}</p>
          <CommandLine command={hostKeyCommand(key.type)} />
          <Button size="xs" variant="light" onClick={() => run(key.sha256)}>
            {t('keyRight')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Stages({ items }: { items: TestedStage[] }) {
  const t = useTranslations('import.test');
  const errorText = useErrorText();
  return (
    <ol className={classes.stages} aria-label={t('title')}>
      {items.map(({ stage, state, code, evidence }) => (
        <li key={stage}>
          <span className={classes.stage}>{t(`stage.${stage}`)}</span>
          <StateWord tone={tones[state]}>{t(`state.${state}`)}</StateWord>
          {evidence && <code className={classes.evidence}>{evidence}</code>}
          {code && state === 'failed' && <p className={classes.why}>{errorText(code)}</p>}
        </li>
      ))}
    </ol>
  );
}
