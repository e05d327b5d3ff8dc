'use client';

import { Button } from '@mantine/core';
import { Check, Download, LockKeyhole, Play, SquareTerminal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Link } from '@/app/_components/link';
import { nodeAddress } from '@/app/_components/node-tabs';
import page from '@/app/_components/page.module.css';
import { hasBeenRoot } from '@/app/_components/root-login-stage';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './first-steps.module.css';

/** What a student does first on a node, in order; each is done when the node says so. */
const steps = [
  {
    key: 'root',
    icon: LockKeyhole,
    page: 'root-login',
    done: (node: NodeDto) => node.rootLogin || hasBeenRoot(node.rootLoginStage),
  },
  { key: 'pull', icon: Download, page: 'images?pull', done: (node: NodeDto) => (node.images ?? 0) > 0 },
  { key: 'run', icon: Play, page: 'containers?run', done: (node: NodeDto) => (node.containersTotal ?? 0) > 0 },
  { key: 'terminal', icon: SquareTerminal, page: 'terminal', done: () => false },
] as const;

/** A student's first screen: whose machine this is, and the next step. */
export function FirstSteps({ node }: { node: NodeDto }) {
  const t = useTranslations('nodes.first');
  const next = steps.find((step) => !step.done(node));
  return (
    <section className={page.card}>
      <h2>{t('title', { name: node.name })}</h2>
      <p>{t('text')}</p>
      <ol className={classes.steps}>
        {steps.map(({ key, icon: Icon, page: part, done }) => {
          const ticked = done(node);
          return (
            <li key={key} className={ticked ? classes.done : undefined} aria-current={next?.key === key ? 'step' : undefined}>
              <span className={classes.what}>
                {ticked ? <Check size={16} aria-label={t('done')} /> : <Icon size={16} aria-hidden />}
                {t(`${key}.text`, { user: node.loginUser })}
              </span>
              {!ticked && (
                <Button
                  size="xs"
                  variant={next?.key === key ? 'filled' : 'default'}
                  component={Link}
                  href={nodeAddress(node.id, part)}
                >
                  {t(`${key}.press`)}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What staff do on a node most often. */
export function Quick({ nodeId }: { nodeId: string }) {
  const t = useTranslations('nodes');
  return (
    <section className={page.card}>
      <h2>{t('overview.quick')}</h2>
      <div className={classes.quick}>
        <Button component={Link} href={nodeAddress(nodeId, 'terminal')} leftSection={<SquareTerminal size={16} aria-hidden />}>
          {t('action.terminal')}
        </Button>
        <Button
          component={Link}
          href={nodeAddress(nodeId, 'containers?run')}
          variant="default"
          leftSection={<Play size={16} aria-hidden />}
        >
          {t('action.run')}
        </Button>
        <Button
          component={Link}
          href={nodeAddress(nodeId, 'images?pull')}
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
        >
          {t('action.pull')}
        </Button>
      </div>
    </section>
  );
}
