'use client';

import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo } from 'react';
import { useContainers } from '@/app/_api/hooks/containers';
import { useImages } from '@/app/_api/hooks/images';
import { useNode, useNodes } from '@/app/_api/hooks/nodes';
import { shortId } from './format';
import { nodeActions, nodeAddress, nodeTabs } from './node-tabs';

/** Goes anywhere by keyboard: the nodes, and the parts of the present one. */
export function Palette({ nodeId, staff, onClose }: { nodeId: string | null; staff: boolean; onClose: () => void }) {
  const t = useTranslations();
  const router = useRouter();
  const [store, spotlight] = useMemo(() => createSpotlight(), []);
  const { data } = useNodes();
  useEffect(() => {
    spotlight.open();
  }, [spotlight]);
  const ofNode = useNodeActions(nodeId);
  const nodes = (data?.items ?? []).map((item) => ({
    id: item.id,
    label: item.name,
    description: [item.className, t(`nodes.state.${item.state}`)].filter(Boolean).join(' · '),
    keywords: [item.host, ...item.assignees.map((person) => person.name)],
    onClick: () => router.push(nodeAddress(item.id)),
  }));
  const places = [
    ...(staff
      ? [{ id: 'nodes', label: t('common.nav.nodes'), keywords: ['nodes', '노드'], onClick: () => router.push('/nodes') }]
      : []),
    ...(staff
      ? [{ id: 'classes', label: t('common.nav.classes'), keywords: ['classes', '수업'], onClick: () => router.push('/classes') }]
      : []),
    ...(staff
      ? [{ id: 'audit', label: t('audit.title'), keywords: ['audit', '감사'], onClick: () => router.push('/audit') }]
      : []),
    { id: 'account', label: t('account.title'), keywords: ['account', '계정'], onClick: () => router.push('/account') },
  ];
  return (
    <Spotlight
      store={store}
      actions={[...ofNode, ...nodes, ...places]}
      nothingFound={t('common.nav.paletteEmpty')}
      searchProps={{ placeholder: t('common.nav.paletteHint'), 'aria-label': t('common.nav.paletteHint') }}
      shortcut={null}
      limit={30}
      scrollable
      onSpotlightClose={onClose}
    />
  );
}

/** The parts of the present node, what can be started there, and what it holds now. */
function useNodeActions(nodeId: string | null) {
  const t = useTranslations('nodes');
  const router = useRouter();
  const held = { enabled: nodeId !== null };
  const containers = useContainers(nodeId ?? '', held).data?.items ?? [];
  const images = useImages(nodeId ?? '', held).data?.items ?? [];
  const name = useNode(nodeId ?? '', held).data?.name;
  if (nodeId === null) return [];
  const go = (page: string) => () => router.push(nodeAddress(nodeId, page));
  return [
    ...nodeTabs.map(({ key, page, keywords }) => ({
      ...{ id: `tab-${key}`, label: t(`tab.${key}`), description: name },
      ...{ keywords: [...keywords], onClick: go(page) },
    })),
    ...nodeActions.map(({ key, page, keywords }) => ({
      ...{ id: `do-${key}`, label: t(`action.${key}`), description: name },
      ...{ keywords: [...keywords], onClick: go(page) },
    })),
    ...containers.map(({ id, name, image }) => ({
      ...{ id: `container-${id}`, label: name, description: `${t('tab.containers')} · ${image}` },
      onClick: go('containers'),
    })),
    ...images.map(({ id, tags }) => ({
      ...{ id: `image-${id}`, label: tags[0] ?? shortId(id), description: t('tab.images') },
      onClick: go('images'),
    })),
  ];
}
