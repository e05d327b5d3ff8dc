'use client';

import { Button } from '@mantine/core';
import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useJob } from '@/app/_api/hooks/jobs';
import { useSetUpRootLogin, useTakeBackRootLogin } from '@/app/_api/hooks/root-login';
import { Ago } from '@/app/_components/ago';
import { LazyConfirm } from '@/app/_components/lazy-confirm';
import { RootLoginSteps } from '@/app/_components/root-login-steps';
import { SecretField } from '@/app/_components/secret-field';
import { FormError } from '@/app/_components/states';
import type { RootLoginDto } from '@/lib/shared/root-login';
import { rootLoginFiles } from '@/lib/shared/root-login-steps';
import classes from './root-login.module.css';

interface Props {
  rootLogin: RootLoginDto;
}

/** "Let the panel work as root too": what it changes, live progress, and the way back. */
export function PanelOffer({ rootLogin }: Props) {
  const t = useTranslations('rootLogin.offer');
  const job = useJob(rootLogin.job?.id ?? '', {
    enabled: rootLogin.job !== null,
    ...(rootLogin.job && { initialData: rootLogin.job }),
  }).data;
  const busy = job?.state === 'running' || job?.state === 'queued';
  const done = rootLogin.stage === 'done' && !busy;
  return (
    <section className={classes.card}>
      <h2>{t('title')}</h2>
      {done ? <Done rootLogin={rootLogin} /> : <About node={rootLogin.node} />}
      {job && (busy || job.state === 'failed') && (
        <div className={classes.job} aria-live="polite">
          <RootLoginSteps job={job} />
        </div>
      )}
      {!done && !busy && <Start rootLogin={rootLogin} again={job?.state === 'failed'} />}
    </section>
  );
}

function About({ node }: { node: string }) {
  const t = useTranslations('rootLogin.offer');
  return (
    <div className={classes.about}>
      <p>{t('text', { node })}</p>
      <ul>
        <li>
          <code>{rootLoginFiles.key}</code> {t('key')}
        </li>
        <li>
          <code>{rootLoginFiles.config}</code> {t('config')}
        </li>
      </ul>
      <p>{t('safety')}</p>
    </div>
  );
}

function Start({ rootLogin, again }: Props & { again: boolean }) {
  const t = useTranslations('rootLogin.offer');
  const setUp = useSetUpRootLogin(rootLogin.nodeId);
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const asks = !rootLogin.knowsRootPassword && rootLogin.way === null;
  const missing = asks && tried && password === '';
  return (
    <form
      className={classes.start}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (asks && password === '') return;
        setUp.mutate(asks ? { rootPassword: password } : {}, { onSuccess: () => setPassword('') });
      }}
    >
      {asks ? (
        <SecretField
          label={t('password')}
          description={t('passwordHint')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={missing ? t('passwordMissing') : setUp.error?.fieldError('rootPassword')}
        />
      ) : (
        <p className={classes.small}>{rootLogin.way === null || rootLogin.way.startsWith('su') ? t('knows') : t('way')}</p>
      )}
      <FormError error={setUp.error} />
      <Button type="submit" loading={setUp.isPending}>
        {again ? t('again') : t('submit')}
      </Button>
    </form>
  );
}

function Done({ rootLogin }: Props) {
  const t = useTranslations('rootLogin.offer');
  const takeBack = useTakeBackRootLogin(rootLogin.nodeId);
  const [asking, setAsking] = useState(false);
  return (
    <div className={classes.done}>
      <p>
        <Check size={16} aria-hidden /> {t('done')}{' '}
        {rootLogin.since && (
          <span className={classes.small}>{t.rich('since', { time: () => <Ago at={rootLogin.since ?? ''} /> })}</span>
        )}
      </p>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        {t('takeBack')}
      </Button>
      {asking && (
        <LazyConfirm
          title={t('takeBackTitle')}
          submit={t('takeBack')}
          busy={takeBack.isPending}
          error={takeBack.error}
          onConfirm={() => takeBack.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          {t('takeBackText', { node: rootLogin.node, user: rootLogin.loginUser })}
        </LazyConfirm>
      )}
    </div>
  );
}
