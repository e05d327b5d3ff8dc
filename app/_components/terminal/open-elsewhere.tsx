'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Link } from '@/app/_components/link';
import type { PanelSocket } from '@/app/_realtime/connection';
import { limits } from '@/lib/shared/limits';
import type { TerminalDto } from '@/lib/shared/realtime';
import classes from './terminal.module.css';

/** All of the reader's terminals, wherever they are, when one may open no more: where each is, and a way to end it. */
export function OpenElsewhere({ socket }: { socket: PanelSocket }) {
  const t = useTranslations('terminal');
  const [items, setItems] = useState<TerminalDto[] | null>(null);
  const list = useCallback(() => {
    socket.emit('terminal:list', {}, (answer) => {
      if (answer.ok) setItems(answer.value.items);
    });
  }, [socket]);
  useEffect(list, [list]);
  if (!items) return null;
  return (
    <div className={classes.elsewhere}>
      <p>{t('limit', { open: items.length, limit: limits.terminalsPerUser })}</p>
      <ul>
        {items.map((terminal) => {
          const { id, nodeName, containerName, loginUser } = terminal;
          const name =
            containerName === null ? t('host', { node: nodeName, user: loginUser ?? '' }) : `${nodeName} · ${containerName}`;
          return (
            <li key={id}>
              <Link href={`/nodes/${terminal.nodeId}/terminal`}>{name}</Link>
              <button
                type="button"
                className={classes.tool}
                aria-label={t('endOf', { name })}
                title={t('endOf', { name })}
                onClick={() => socket.emit('terminal:close', { id }, list)}
              >
                <X size={15} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
