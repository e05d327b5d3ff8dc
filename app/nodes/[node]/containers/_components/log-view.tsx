'use client';

import { Download, Pause, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useMemo, useState } from 'react';
import { logUrl } from '@/app/_api/hooks/containers';
import { ChoiceSelect } from '@/app/_components/choice-select';
import { CommandLine } from '@/app/_components/copy';
import { FilterInput } from '@/app/_components/filter-input';
import { dockerCommand } from '@/app/_components/format';
import { buttonClass, PlainButton } from '@/app/_components/plain-button';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import type { ContainerDto } from '@/lib/shared/containers';
import { limits } from '@/lib/shared/limits';
import { foundLines, keptLines, type ShownLine } from './log-lines';
import { LogText } from './log-text';
import classes from './log-view.module.css';
import { useLogLines } from './use-log-lines';

const tails = [limits.logTailLines, 10_000, limits.logTailMax] as const;
/** Minutes before now; 0 for all. */
const spans = [0, 5, 15, 60] as const;

/** What the container writes, as it writes it. Pause to read; nothing is missed meanwhile. */
export function LogView({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.logs');
  const common = useTranslations('common');
  const [tail, setTail] = useState<number>(limits.logTailLines);
  const [minutes, setMinutes] = useState(0);
  const [search, setSearch] = useState('');
  const [held, setHeld] = useState<ShownLine[] | null>(null);
  const [wrap, setWrap] = useState(true);
  const [times, setTimes] = useState(false);
  // Docker cuts to the last lines first: all there are of these minutes.
  const asked = minutes > 0 ? limits.logTailMax : tail;
  const facts = { ready: usePageNode().state === 'ready', runs: container.state === 'running' || container.state === 'paused' };
  const { phase, end, lines, cut } = useLogLines({ node: nodeId, container: container.id, tail: asked, minutes }, facts);
  const looked = held ?? lines;
  const wanted = useDeferredValue(search);
  const shown = useMemo(() => foundLines(looked, wanted), [looked, wanted]);
  const lastHeld = held?.at(-1)?.key ?? 0;
  const waiting = held === null ? 0 : (lines.at(-1)?.key ?? 0) - lastHeld;
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.phase} role="status">
          {phase === 'ended' && end ? t(`ended.${end}`) : held ? t('paused') : t(phase === 'following' ? 'following' : 'waiting')}
          {wanted.trim() !== '' && ` · ${t('found', { count: shown.length })}`}
        </span>
        <FilterInput value={search} onChange={setSearch} label={t('search')} />
        <ChoiceSelect
          label={t('tail')}
          choices={tails.map((count) => ({ key: String(count), text: t('tailOf', { count }) }))}
          chosen={String(asked)}
          disabled={minutes > 0}
          onChoose={(count) => {
            setHeld(null);
            setTail(Number(count));
          }}
        />
        <ChoiceSelect
          label={t('since')}
          choices={spans.map((span) => ({ key: String(span), text: t('sinceOf', { minutes: span }) }))}
          chosen={String(minutes)}
          onChoose={(span) => {
            setHeld(null);
            setMinutes(Number(span));
          }}
        />
        <label className={classes.check}>
          <input type="checkbox" checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} />
          {t('wrap')}
        </label>
        <label className={classes.check}>
          <input type="checkbox" checked={times} onChange={(event) => setTimes(event.currentTarget.checked)} />
          {t('times')}
        </label>
        <PlainButton small onClick={() => setHeld(held ? null : lines)}>
          {held ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
          {held ? t('resume', { count: waiting }) : t('pause')}
        </PlainButton>
        <a className={buttonClass('plain', true)} href={logUrl(nodeId, container.id, times)} download>
          <Download size={14} aria-hidden />
          {t('download')}
        </a>
      </div>
      {(cut || (minutes > 0 && lines.length === keptLines)) && <p className={classes.note}>{t('cut', { count: keptLines })}</p>}
      {(lines.length > 0 || end !== 'unreadable') && (
        <LogText
          lines={shown}
          label={t('title', { name: container.name })}
          empty={minutes > 0 ? t('emptySince', { minutes }) : t('empty')}
          wrap={wrap}
          times={times}
          stay={held !== null}
        />
      )}
      <CommandLine
        command={dockerCommand(
          ...['logs', '-f', '-n', String(asked)],
          ...(minutes > 0 ? ['--since', `${minutes}m`] : []),
          ...(times ? ['-t'] : []),
          container.name,
        )}
        label={common('runs')}
      />
    </>
  );
}
