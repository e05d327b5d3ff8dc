import type { NetworkDto } from '@/lib/shared/networks';

/** Heights in px: rows are of one height, so that a line meets its row wherever it is drawn, without measuring. */
export const rowHeights = { network: 56, container: 34, link: 20, gap: 12 } as const;

interface Box {
  id: string;
  /** From the top of the picture, px. */
  top: number;
  height: number;
}
/** One line: a container's address on a network. */
interface PictureLink {
  network: NetworkDto;
  ipv4: string | null;
  /** Where it begins at the network and ends at the container, px from the top. */
  from: number;
  to: number;
}
interface PictureContainer extends Box {
  name: string;
  isRunning: boolean;
  links: PictureLink[];
}
export interface NetworkPicture {
  networks: Array<Box & { network: NetworkDto }>;
  containers: PictureContainer[];
  height: number;
  /** Containers that are left out. */
  more: number;
}

/** More than these make a picture nobody can read; the table has all. */
const mostContainers = 30;

/** Networks on the left, containers on the right, each in the order in which few lines cross. */
export function layOut(networks: readonly NetworkDto[]): NetworkPicture {
  // Docker's host and none are of interest where somebody is on them.
  const drawn = networks.filter(
    ({ driver, isPredefined, containers }) => !isPredefined || driver === 'bridge' || containers.length > 0,
  );
  const all = new Map<string, { name: string; isRunning: boolean; on: Array<{ at: number; ipv4: string | null }> }>();
  drawn.forEach(({ containers }, at) => {
    for (const { id, name, isRunning, ipv4 } of containers) {
      const known = all.get(id) ?? { name, isRunning, on: [] };
      known.on.push({ at, ipv4 });
      all.set(id, known);
    }
  });
  const middle = ({ on }: { on: Array<{ at: number }> }) => on.reduce((sum, { at }) => sum + at, 0) / on.length;
  const ordered = [...all].sort(([, a], [, b]) => middle(a) - middle(b) || (a.name < b.name ? -1 : 1));
  const shown = ordered.slice(0, mostContainers);
  const left = stack(drawn.map(() => rowHeights.network));
  const right = stack(shown.map(([, { on }]) => rowHeights.container + on.length * rowHeights.link));
  const height = Math.max(left.height, right.height);
  // The lower column stands in the middle of the higher one.
  const leftOff = (height - left.height) / 2;
  const rightOff = (height - right.height) / 2;
  return {
    height,
    more: ordered.length - shown.length,
    networks: drawn.map((network, at) => ({
      ...{ network, id: network.id, height: rowHeights.network },
      top: (left.tops[at] ?? 0) + leftOff,
    })),
    containers: shown.map(([id, { name, isRunning, on }], row) => {
      const top = (right.tops[row] ?? 0) + rightOff;
      return {
        ...{ id, name, isRunning, top, height: rowHeights.container + on.length * rowHeights.link },
        links: on.flatMap(({ at, ipv4 }, index) => {
          const network = drawn[at];
          if (!network) return [];
          const from = (left.tops[at] ?? 0) + leftOff + rowHeights.network / 2;
          // Of the line's own row: below the name, half a row down.
          const to = top + rowHeights.container - 4 + (index + 0.5) * rowHeights.link;
          return [{ network, ipv4, from, to }];
        }),
      };
    }),
  };
}

function stack(heights: number[]): { tops: number[]; height: number } {
  const tops: number[] = [];
  let height = 0;
  for (const one of heights) {
    if (tops.length > 0) height += rowHeights.gap;
    tops.push(height);
    height += one;
  }
  return { tops, height };
}
