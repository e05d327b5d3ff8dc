import type { Look } from '../kind';
import type { Truth } from '../spec';
import { containerTruth } from './container';
import { imageTruth } from './image';
import { layersTruth } from './layers';
import { nodeTruth } from './node';

/** What the panel reads of a node for a question: null where the node does not say. An array holds several right answers. */
export type TruthRead = string | number | string[] | null;

/** @throws AppError why the node cannot be asked */
export async function readTruth(look: Look, truth: Truth): Promise<TruthRead> {
  if (truth.of === 'text' || truth.of === 'number') return truth.value;
  if (truth.of.startsWith('container.')) return containerTruth(look, truth as never);
  if (truth.of.startsWith('image.')) return imageTruth(look, truth as never);
  if (truth.of.startsWith('layers.')) return layersTruth(look, truth.of);
  return nodeTruth(look, truth);
}
