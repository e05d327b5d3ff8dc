'use client';

import { Button, Checkbox } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { CommandLine } from '@/app/_components/copy';
import { dockerCommand, formatBytes } from '@/app/_components/format';
import type { ContainerDto } from '@/lib/shared/containers';
import classes from './log-view.module.css';
import { keptLines, type ShownLine, useLogLines } from './use-log-lines';

/** What the container writes, as it writes it. Pause to read; nothing is missed meanwhile. */
export function LogView({ nodeId, container }: { nodeId: string; container: ContainerDto }) {
  const t = useTranslations('containers.logs');
  const common = useTranslations('common');
  const { phase, end, lines, cut } = useLogLines(nodeId, container.id);
  const [held, setHeld] = useState<ShownLine[] | null>(null);
  const [wrap, setWrap] = useState(true);
  const shown = held ?? lines;
  const lastHeld = held?.at(-1)?.key ?? 0;
  const waiting = held === null ? 0 : lines.filter((line) => line.key > lastHeld).length;
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.phase} role="status">
          {phase === 'ended' && end ? t(`ended.${end}`) : held ? t('paused') : t(phase === 'following' ? 'following' : 'waiting')}
        </span>
        <Checkbox label={t('wrap')} checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} />
        <Button
          size="xs"
          variant="default"
          leftSection={held ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
          onClick={() => setHeld(held ? null : lines)}
        >
          {held ? t('resume', { count: waiting }) : t('pause')}
        </Button>
      </div>
      {cut && <p className={classes.note}>{t('cut', { count: keptLines })}</p>}
      {(lines.length > 0 || end !== 'unreadable') && (
        <LogText lines={shown} wrap={wrap} stay={held !== null} label={t('title', { name: container.name })} />
      )}
      <CommandLine command={dockerCommand('logs', '-f', container.name)} label={common('runs')} />
    </>
  );
}

function LogText({ lines, wrap, stay, label }: { lines: ShownLine[]; wrap: boolean; stay: boolean; label: string }) {
  const t = useTranslations('containers.logs');
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // Keeps to the newest line, unless the reader scrolled up or paused.
  useEffect(() => {
    if (lines.length > 0 && box.current && atEnd.current && !stay) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, stay]);
  return (
    <section
      ref={box}
      className={`${classes.text} ${wrap ? classes.wrap : ''}`}
      aria-label={label}
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        atEnd.current = scrollHeight - clientHeight - scrollTop < 24;
      }}
    >
      {lines.length === 0 ? (
        <p className={classes.note}>{t('empty')}</p>
      ) : (
        lines.map((line) => (
          <div key={line.key} className={classes.line} title={line.at ?? undefined}>
            {line.stream === 'stderr' && (
              <span className={classes.stderr} title={t('stderr')}>
                <span aria-hidden>!</span>
                <span className="visually-hidden">{t('stderr')}: </span>
              </span>
            )}
            {line.text === '' ? '\u00a0' : line.text}
            {line.cutBytes !== undefined && (
              <span className={classes.note}>{t('lineCut', { size: formatBytes(line.cutBytes) })}</span>
            )}
          </div>
        ))
      )}
    </section>
  );
}
