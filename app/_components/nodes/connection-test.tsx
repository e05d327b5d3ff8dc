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
  /** Somebody has compared the key that this address shows. */
  onCompared?: (key: ComparedKey) => void;
}

/** A host key that somebody has compared, of which address. */
export interface ComparedKey {
  host: string;
  port: number;
  sha256: string;
  publicKey: string;
}

/** Tries what the form holds, and shows how far the panel comes. Past the host key only when somebody says that it is right. */
export function ConnectionTest({ input, onRefused, onCompared }: Props) {
  const t = useTranslations('import.test');
  const test = useConnectionTest();
  // A result belongs to the values it was made with.
  const [tried, setTried] = useState('');
  const current = JSON.stringify(input);
  // One comparison holds for every further try at that address, whatever else changes in the form.
  const [compared, setCompared] = useState<ComparedKey | null>(null);
  const run = (key = compared) => {
    if (!input) return onRefused();
    setTried(current);
    const isHere = key?.host === input.host && key.port === input.port;
    test.mutate({ ...input, ...(isHere && { sha256: key.sha256 }) });
  };
  const isRight = (sha256: string, publicKey: string) => {
    if (!input) return;
    const key = { host: input.host, port: input.port, sha256, publicKey };
    setCompared(key);
    onCompared?.(key);
    run(key);
  };
  const result = tried === current ? test.data : undefined;
  const waits = result?.items.some((item) => item.state === 'waiting') ?? false;
  const key = waits && result?.hostKey && result.publicKey ? { ...result.hostKey, publicKey: result.publicKey } : null;
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
          <Button size="xs" variant="light" onClick={() => isRight(key.sha256, key.publicKey)}>
            {t('keyRight')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A try is over when it failed, and says what the form can do about it. */
const ownTexts: ReadonlySet<string> = new Set(['node_unreachable', 'ssh_throttled', 'docker_denied', 'root_unavailable']);
const isOwn = (code: string): code is 'node_unreachable' | 'ssh_throttled' | 'docker_denied' | 'root_unavailable' =>
  ownTexts.has(code);

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
          {code && state === 'failed' && <p className={classes.why}>{isOwn(code) ? t(`why.${code}`) : errorText(code)}</p>}
        </li>
      ))}
    </ol>
  );
}
