import { alignHistory } from '@/lib/features/layers/align-history';
import type { ConfigRow } from '@/lib/features/layers/image-config';
import type { ImageDetail } from '@/lib/gateways/docker/engine/images';
import type { ImageHistoryRow } from '@/lib/shared/images';

/**
 * The rows of `docker history`, the newest first, each with the layer it made. Docker prints a size of 0 for rows without a layer and for
 * layers without files alike: the image's own configuration tells them apart, and where it cannot be read what is certain is said. Pure.
 */
export function imageHistory(
  { history, diffIds }: Pick<ImageDetail, 'history' | 'diffIds'>,
  config: ConfigRow[] | null,
): ImageHistoryRow[] {
  const same = config?.length === history.length ? config : null;
  const rows = history.map((row, index) => ({ ...row, empty: same?.[index]?.empty ?? null }));
  const made = alignHistory(
    rows,
    diffIds.map(() => null),
  );
  const isWhole = !made.includes(null);
  return rows
    .map(({ createdBy, createdAt, sizeBytes, comment, empty }, index) => {
      const layer = made.indexOf(index);
      const isLayer = empty !== null ? !empty : layer >= 0 || sizeBytes > 0 ? true : isWhole ? false : null;
      return { createdBy, createdAt, sizeBytes, comment, isLayer, diffId: diffIds[layer] ?? null };
    })
    .reverse();
}
