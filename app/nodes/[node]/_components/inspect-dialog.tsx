'use client';

import type { ComponentProps } from 'react';
import { Dialog } from '@/app/_components/dialog';
import { InspectTree } from '@/app/nodes/[node]/containers/[container]/_components/inspect-part';

type Props = Omit<ComponentProps<typeof InspectTree>, 'isShort'> & { title: string; onClose: () => void };

/** All that Docker says of something that has no page of its own. */
export function InspectDialog({ title, onClose, ...rest }: Props) {
  return (
    <Dialog title={title} size="xl" onClose={onClose}>
      <InspectTree {...rest} isShort />
    </Dialog>
  );
}
