'use client';

import { useInspectImage } from '@/app/_api/hooks/images';
import { dockerCommand } from '@/app/_components/format';
import { InspectTree } from '@/app/nodes/[node]/containers/[container]/_components/inspect-part';
import { nameOf } from '@/app/nodes/[node]/images/_components/image-commands';
import type { ImageDto } from '@/lib/shared/images';

/** Everything Docker says of it. */
export function InspectPart({ nodeId, image }: { nodeId: string; image: ImageDto }) {
  return <InspectTree query={useInspectImage(nodeId, image.id)} command={dockerCommand('image', 'inspect', nameOf(image))} />;
}
