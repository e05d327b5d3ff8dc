'use client';

import { useTranslations } from 'next-intl';
import type { ContainerDto, ContainerState } from '@/lib/shared/containers';
import type { JobState } from '@/lib/shared/jobs';
import type { NodeState } from '@/lib/shared/nodes';
import classes from './state-word.module.css';

/** How bad it is; decides colour and shape together, so that colour is never the only sign. */
export type Tone = 'ready' | 'busy' | 'warn' | 'alarm' | 'away';

const nodeTones: Record<NodeState, Tone> = {
  ready: 'ready',
  connecting: 'busy',
  unverified: 'warn',
  docker_missing: 'warn',
  docker_denied: 'warn',
  docker_down: 'warn',
  auth_failed: 'alarm',
  host_key_changed: 'alarm',
  unreachable: 'away',
};
const containerTones: Record<ContainerState, Tone> = {
  running: 'ready',
  created: 'away',
  paused: 'warn',
  restarting: 'busy',
  removing: 'busy',
  exited: 'away',
  dead: 'alarm',
};
const jobTones: Record<JobState, Tone> = {
  queued: 'busy',
  running: 'busy',
  done: 'ready',
  failed: 'alarm',
  cancelled: 'away',
  interrupted: 'warn',
};

export const nodeTone = (state: NodeState): Tone => nodeTones[state];

/** Full disc, open ring, triangle, square with a bar, empty ring: five shapes for five tones. */
export function StateMark({ tone, size = 12 }: { tone: Tone; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" className={classes[tone]} aria-hidden="true" focusable="false">
      {tone === 'ready' && <circle cx="6" cy="6" r="5" fill="currentColor" />}
      {tone === 'busy' && (
        <circle
          cx="6"
          cy="6"
          r="4.2"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="18 9"
          className={classes.turn}
        />
      )}
      {tone === 'warn' && <path d="M6 1 11.4 10.8H.6Z" fill="currentColor" />}
      {tone === 'alarm' && <path d="M3.6.6h4.8l3 3v4.8l-3 3H3.6l-3-3V3.6Z" fill="currentColor" />}
      {tone === 'away' && <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.8" />}
    </svg>
  );
}

/** A state as a word with its shape and colour. */
export function StateWord({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`${classes.word} ${classes[`${tone}Ink`]}`}>
      <StateMark tone={tone} />
      {children}
    </span>
  );
}

export function NodeStateWord({ state }: { state: NodeState }) {
  const t = useTranslations('nodes.state');
  return <StateWord tone={nodeTones[state]}>{t(state)}</StateWord>;
}

/** What these exit codes mean, for whoever sees them the first time (docker-run(1), "Exit Status"; signal(7)). */
const namedExits: ReadonlySet<number> = new Set([126, 127, 137, 143]);
const healthTones = { starting: 'busy', healthy: 'ready', unhealthy: 'warn' } as const;

interface ContainerWordProps {
  container: Pick<ContainerDto, 'state' | 'exitCode'> & Partial<Pick<ContainerDto, 'health'>>;
  /** It was just asked to stop here, and has up to ten seconds to do so. */
  stopping?: boolean;
}

/** A program that ended with an error is worth a look; one that ended well is at rest; a running one may be unhealthy. */
export function ContainerStateWord({ container, stopping = false }: ContainerWordProps) {
  const t = useTranslations('containers.state');
  const { state, exitCode, health } = container;
  if (stopping && state !== 'exited') return <StateWord tone="busy">{t('stopping')}</StateWord>;
  if (state === 'running' && health) return <StateWord tone={healthTones[health]}>{t(`health.${health}`)}</StateWord>;
  if (state === 'exited' && exitCode !== null) {
    const text = namedExits.has(exitCode) ? t(`exit.${exitCode as 126 | 127 | 137 | 143}`) : t('exitedCode', { code: exitCode });
    return <StateWord tone={exitCode === 0 ? 'away' : 'warn'}>{text}</StateWord>;
  }
  return <StateWord tone={containerTones[state]}>{t(state)}</StateWord>;
}

export function JobStateWord({ state }: { state: JobState }) {
  const t = useTranslations('images.job.state');
  return <StateWord tone={jobTones[state]}>{t(state)}</StateWord>;
}
