import { canonicalReference, splitReference } from '@/lib/gateways/docker/reference';
import { imageOf } from '../asking/docker';
import type { Look } from '../kind';
import type { Truth } from '../spec';
import type { TruthRead } from './index';

type ImageTruth = Extract<Truth, { image: string }>;

/** @throws AppError */
export async function imageTruth(look: Look, truth: ImageTruth): Promise<TruthRead> {
  const about = await imageOf(look, truth.image);
  if (!about) return null;
  if (truth.of === 'image.id') return about.id;
  if (truth.of === 'image.layers') return about.diffIds.length;
  if (truth.of === 'image.layersMore') {
    const than = await imageOf(look, truth.than);
    return than && about.diffIds.length - than.diffIds.length;
  }
  const facts = await (await look.engine()).system.facts();
  const digests = about.digests.map(
    (digest) => canonicalReference(splitReference(digest.split('@')[0] ?? '').fromImage).split('/')[0] ?? '',
  );
  return [...new Set([...(facts.registry ? [facts.registry] : []), ...digests])];
}
