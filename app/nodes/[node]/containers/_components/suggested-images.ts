'use client';

import { useTranslations } from 'next-intl';
import { useRegistryImages } from '@/app/_api/hooks/class-registry';
import { useImages } from '@/app/_api/hooks/images';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { registryReference } from '@/lib/shared/registry-reference';

/** What a container can be made of: the images of the node, and below them those of the class's registry that it has not pulled yet. */
export function useSuggestedImages(nodeId: string): Array<{ group: string; items: string[] }> {
  const t = useTranslations('containers.run');
  const { classId } = usePageNode();
  const local = new Set(useImages(nodeId).data?.items.flatMap(({ tags }) => tags));
  const { data } = useRegistryImages(classId);
  const pushed = data?.repositories.flatMap(({ name, tags }) => tags.map((tag) => registryReference(name, tag.name))) ?? [];
  return [
    { group: t('onNode'), items: [...local] },
    { group: t('inRegistry'), items: pushed.filter((reference) => !local.has(reference)) },
  ].filter(({ items }) => items.length > 0);
}
