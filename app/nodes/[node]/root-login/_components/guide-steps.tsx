'use client';

import { Check, CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { RootLoginStage } from '@/lib/shared/nodes';
import type { RootLoginDto } from '@/lib/shared/root-login';
import type { ObservationView } from './use-observation';
import classes from './root-login.module.css';

/** Ticks a stored stage is worth; what the panel did by itself is worth none. */
const worth: Record<RootLoginStage, number> = { none: 0, shell: 1, root: 3, at_root: 5, installing: 0, done: 0, removing: 0 };

/** Steps that are ticked: as far as the node has shown it, now or before. */
function ticksOf(rootLogin: RootLoginDto, view: ObservationView): number {
  return Math.max(worth[rootLogin.stage], view.reached >= 4 ? 5 : view.reached);
}

/** On a narrow screen the terminal fills it: the step that comes next stands above. */
export function NextStep({ rootLogin, view }: { rootLogin: RootLoginDto; view: ObservationView }) {
  const t = useTranslations('rootLogin');
  const next = (['shell', 'su', 'password', 'cd', 'there'] as const)[ticksOf(rootLogin, view)];
  const command = next === 'su' ? 'su root' : next === 'cd' ? 'cd /' : null;
  return (
    <p className={classes.now}>
      <b>{next ? t(`step.${next}`, { user: rootLogin.loginUser }) : t('step.there')}</b>{' '}
      {command !== null && <code className={classes.command}>{command}</code>}
      {next === 'password' && t('step.passwordWhere')}
    </p>
  );
}

/** `ubuntu@node0` → `su root` → password → `cd /` → `root@node0:/#`, each ticked when the node shows it. */
export function GuideSteps({ rootLogin, view }: { rootLogin: RootLoginDto; view: ObservationView }) {
  const t = useTranslations('rootLogin');
  const { node, loginUser: user } = rootLogin;
  const ticks = ticksOf(rootLogin, view);
  const texts: Array<{ key: string; title: string; text: ReactNode }> = [
    { key: 'shell', title: t('step.shell', { user }), text: <Line text={t('step.shellText')} code={`${user}@${node}:~$`} /> },
    { key: 'su', title: t('step.su'), text: <Line text={t('step.suText')} code="su root" /> },
    { key: 'password', title: t('step.password'), text: `${t('step.passwordWhere')} ${t('step.passwordText')}` },
    { key: 'cd', title: t('step.cd'), text: <Line text={t('step.cdText')} code="cd /" /> },
    { key: 'there', title: t('step.there'), text: <Line text={t('step.thereText')} code={`root@${node}:/#`} /> },
  ];
  return (
    <section className={classes.card}>
      <h2 className="visually-hidden">{t('steps')}</h2>
      {rootLogin.stage === 'done' && <p className={classes.apart}>{t('apart', { user })}</p>}
      <ol className={classes.steps}>
        {texts.map((step, index) => {
          const state = index < ticks ? 'ticked' : index === ticks ? 'next' : 'open';
          return (
            <li key={step.key} className={`${classes.step} ${classes[state]}`} data-step={step.key} data-state={state}>
              <span className={classes.mark} aria-hidden>
                {state === 'ticked' ? <Check size={15} strokeWidth={3} /> : index + 1}
              </span>
              <div>
                <h3>
                  {step.title} <span className="visually-hidden">({t(state)})</span>
                </h3>
                {state !== 'open' && <div className={classes.text}>{step.text}</div>}
                {step.key === 'password' && state === 'next' && view.observation === 'su_asks' && (
                  <p className={classes.asking}>{t('asking')}</p>
                )}
                {step.key === 'cd' && state === 'next' && rootLogin.way === null && (
                  <p className={classes.small}>{t('cwdUnknown')}</p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <div aria-live="polite">
        <Trouble user={user} view={view} />
      </div>
    </section>
  );
}

function Line({ text, code }: { text: string; code: string }) {
  return (
    <>
      {text} <code className={classes.command}>{code}</code>
    </>
  );
}

function Trouble({ user, view }: { user: string; view: ObservationView }) {
  const t = useTranslations('rootLogin.trouble');
  const trouble = view.observation === 'sudo_asks' ? 'sudo_asks' : view.trouble;
  if (trouble === null) return null;
  return (
    <p className={classes.trouble}>
      <CircleAlert size={17} aria-hidden />
      <span>{t(trouble, { user })}</span>
    </p>
  );
}
