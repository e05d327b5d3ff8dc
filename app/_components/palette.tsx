'use client';

import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo } from 'react';
import { useNodes } from '@/app/_api/hooks/nodes';
import { nodeTabs } from './node-tab-names';

/** Goes anywhere by keyboard: the nodes, and the parts of the present one. */
export function Palette({ node, staff, onClose }: { node: string | undefined; staff: boolean; onClose: () => void }) {
  const t = useTranslations();
  const router = useRouter();
  const [store, spotlight] = useMemo(() => createSpotlight(), []);
  const { data } = useNodes();
  useEffect(() => {
    spotlight.open();
  }, [spotlight]);
  const tabs = node
    ? nodeTabs.map((tab) => ({
        id: `tab-${tab.key}`,
        label: t(`nodes.tab.${tab.key}`),
        description: node,
        onClick: () => router.push(`/nodes/${node}${tab.path}`),
      }))
    : [];
  const nodes = (data?.items ?? []).map((item) => ({
    id: item.id,
    label: item.name,
    description: t(`nodes.state.${item.state}`),
    keywords: [item.host, ...item.assignees.map((person) => person.name)],
    onClick: () => router.push(`/nodes/${item.name}`),
  }));
  const places = [
    ...(staff ? [{ id: 'nodes', label: t('common.nav.nodes'), onClick: () => router.push('/nodes') }] : []),
    ...(staff ? [{ id: 'classes', label: t('common.nav.classes'), onClick: () => router.push('/classes') }] : []),
    { id: 'account', label: t('account.title'), onClick: () => router.push('/account') },
  ];
  return (
    <Spotlight
      store={store}
      actions={[...tabs, ...nodes, ...places]}
      nothingFound={t('common.nav.paletteEmpty')}
      searchProps={{ placeholder: t('common.nav.paletteHint'), 'aria-label': t('common.nav.paletteHint') }}
      shortcut={null}
      limit={30}
      scrollable
      onSpotlightClose={onClose}
    />
  );
}
