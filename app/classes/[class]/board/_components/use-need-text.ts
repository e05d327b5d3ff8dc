'use client';

import { useTranslations } from 'next-intl';
import type { BoardRow } from '@/lib/shared/board';

/** Why somebody needs help, in a few words; who is on it comes first. */
export function useNeedText(): (row: BoardRow) => string {
  const t = useTranslations('board.need');
  return ({ need, reason, hand }) => {
    if (need === null) return '';
    // A cell and its title are plain text.
    const says = reason?.says.replaceAll('`', '') ?? null;
    const why = says && (need === 'stuck' || need === 'errored') ? says : t(need);
    if (hand?.claimedBy) return t('onIt', { name: hand.claimedBy });
    return need === 'hand' && says ? `${t('hand')} · ${says}` : why;
  };
}
