'use client';

import { CloseButton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useErrorText } from '@/app/_components/error-text';
import type { NodeOutcome } from '@/lib/shared/root-login';
import classes from './class-root-login.module.css';

/** What became of the nodes: how many are done, and each that is not with its reason. */
export function Outcomes({ outcomes, onClose }: { outcomes: NodeOutcome[]; onClose: () => void }) {
  const t = useTranslations('rootLogin.class');
  const common = useTranslations('common');
  const text = useErrorText();
  const failed = outcomes.filter((outcome) => outcome.error !== null);
  return (
    <section className={classes.outcomes} role="status">
      <div className={classes.outcomesHead}>
        <p>{t('outcomes', { ok: outcomes.length - failed.length, total: outcomes.length })}</p>
        <CloseButton size="sm" aria-label={common('close')} onClick={onClose} />
      </div>
      {failed.length > 0 && (
        <ul>
          {failed.map((outcome) => (
            <li key={outcome.nodeId}>
              <strong>{outcome.node}</strong>: {text(outcome.error?.code ?? 'internal')}{' '}
              {outcome.error?.detail && <code>{outcome.error.detail}</code>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
