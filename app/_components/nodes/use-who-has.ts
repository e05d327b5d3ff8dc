import { useTranslations } from 'next-intl';
import type { NodeDto } from '@/lib/shared/nodes';

/** Who has a node, in words; of one that nobody has, whether it is set aside, and why. */
export function useWhoHas(): (node: NodeDto) => string {
  const t = useTranslations('nodes');
  return ({ assignees, staff }) => {
    if (assignees.length > 0) return assignees.map((person) => person.name).join(', ');
    if (!staff?.setAside) return t('nobody');
    const { note } = staff.setAside;
    return note === null ? t('aside.mark') : `${t('aside.mark')}: ${note}`;
  };
}
