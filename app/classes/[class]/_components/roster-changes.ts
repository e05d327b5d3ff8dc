import type { RosterResult } from '@/lib/shared/roster';

/** Does this line of a roster change anything? */
export const changes = (item: RosterResult['items'][number]): boolean =>
  item.account === 'new' || item.enrolment === 'new' || item.node?.assignment === 'new';
