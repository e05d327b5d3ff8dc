'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { LayerMapDto } from '@/lib/shared/layers';
import classes from './notes.module.css';

const knownReasons = ['docker_denied', 'forbidden', 'container_not_running', 'node_lost', 'node_deadline'] as const;
const isKnown = (code: string): code is (typeof knownReasons)[number] => (knownReasons as readonly string[]).includes(code);

/** Why directories are missing, and what to do: the store's way of keeping them, or what kept the panel from reading. */
export function LayerNotes({ map }: { map: LayerMapDto }) {
  const t = useTranslations('layers');
  const notes: string[] = [];
  if (map.store === 'containerd') notes.push(t(map.entriesDirectory === null ? 'store.containerdUnknown' : 'store.containerd'));
  if (map.store === 'other') notes.push(t('store.other'));
  const reason = map.directoriesReason;
  // The containerd store's own sentence says it already.
  if (reason !== null && !(map.store === 'containerd' && reason === 'container_not_running'))
    notes.push(isKnown(reason) ? t(`reason.${reason}`) : t('reason.other', { code: reason }));
  if (!map.isComplete) notes.push(t('incomplete'));
  return notes.map((note) => (
    <p key={note} className={classes.note}>
      <Info size={16} aria-hidden className={classes.icon} />
      <span>{note}</span>
    </p>
  ));
}

/** What the two kinds of plates mean, in shape as well as in colour. */
export function PlateLegend() {
  const t = useTranslations('layers.legend');
  return (
    <ul className={classes.legend}>
      <li>
        <svg width="26" height="14" aria-hidden="true" focusable="false">
          <rect x="1" y="1" width="24" height="12" rx="3" className={classes.solid} />
        </svg>
        {t('layer')}
      </li>
      <li>
        <svg width="26" height="14" aria-hidden="true" focusable="false">
          <rect x="1" y="1" width="24" height="12" rx="3" className={classes.dashed} />
        </svg>
        {t('rw')}
      </li>
      <li>{t('height')}</li>
    </ul>
  );
}
