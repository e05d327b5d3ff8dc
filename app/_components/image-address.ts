import { shortId } from './format';
import { nodeAddress } from './node-tabs';

export const imageParts = ['overview', 'history', 'inspect'] as const;
export type ImagePart = (typeof imageParts)[number];

/** The page of an image: by its id, since its tags come and go. */
export const imageAddress = (nodeId: string, id: string, part: ImagePart = 'overview'): string =>
  nodeAddress(nodeId, `images/${shortId(id)}${part === 'overview' ? '' : `?part=${part}`}`);
