'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useNetworks } from '@/app/_api/hooks/networks';
import { CommandStrip } from '@/app/_components/command-strip';
import { usePageNode } from '@/app/nodes/[node]/_components/node-frame';
import { NodeList } from '@/app/nodes/[node]/_components/node-list';
import type { NetworkDto } from '@/lib/shared/networks';
import { NetworkPicture } from './network-picture';
import { NetworkTable } from './network-table';

const CreateNetworkDialog = dynamic(async () => (await import('./network-dialogs')).CreateNetworkDialog, { ssr: false });
const PruneNetworksDialog = dynamic(async () => (await import('./network-dialogs')).PruneNetworksDialog, { ssr: false });

const wordsOf = ({ name, subnets, containers }: NetworkDto): string[] => [
  name,
  ...subnets.map(({ subnet }) => subnet),
  ...containers.flatMap((container) => [container.name, container.ipv4 ?? '']),
];

/** All networks of a node, and who is on them. */
export function Networks() {
  const t = useTranslations('networks');
  const { id } = usePageNode();
  return (
    <NodeList
      kind="network"
      texts={{ title: t('title'), filter: t('filter'), create: t('action.create'), prune: t('action.prune') }}
      count={(total, unused) => t('count', { total, unused })}
      query={useNetworks(id)}
      wordsOf={wordsOf}
      isUnused={({ containers, isPredefined }) => containers.length === 0 && !isPredefined}
      create={(onClose) => <CreateNetworkDialog nodeId={id} onClose={onClose} />}
      prune={(unused, onClose) => <PruneNetworksDialog nodeId={id} networks={unused} onClose={onClose} />}
    >
      {(shown, away) => (
        <>
          <NetworkPicture nodeId={id} networks={shown} />
          <CommandStrip>
            <NetworkTable nodeId={id} networks={shown} away={away} />
          </CommandStrip>
        </>
      )}
    </NodeList>
  );
}
