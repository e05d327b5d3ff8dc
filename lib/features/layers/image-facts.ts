import type { ImageDetail } from '@/lib/gateways/docker/engine/images';
import type { HistoryRow } from './align-history';
import { chainIds } from './chain-ids';
import type { ConfigRow } from './image-config';

/** What never changes of an image. */
export interface ImageFacts {
  id: string;
  /** From the base up. */
  diffIds: string[];
  chain: string[];
  history: Array<HistoryRow & { comment: string; author: string }>;
}

/** Joins what the Engine lists of an image with its own configuration, where that could be read. Pure. */
export function imageFacts(detail: ImageDetail, config: ConfigRow[] | null): ImageFacts {
  const listed = detail.history;
  // Both have a row for each line of the Dockerfile; only the Engine knows the bytes, only the configuration what made a layer.
  const sizeOf = (index: number) => (listed.length === config?.length ? (listed[index]?.sizeBytes ?? 0) : 0);
  const history = config
    ? config.map((row, index) => ({ ...row, sizeBytes: sizeOf(index) }))
    : listed.map((row) => ({ createdBy: row.createdBy, sizeBytes: row.sizeBytes, empty: null, comment: '', author: '' }));
  return { id: detail.id, diffIds: detail.diffIds, chain: chainIds(detail.diffIds), history };
}
