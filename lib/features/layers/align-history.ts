/** One row of an image's history, from the base up. */
export interface HistoryRow {
  createdBy: string;
  sizeBytes: number;
  /** Whether it made no layer, as the image's configuration says; null where only the Engine's list is known. */
  empty: boolean | null;
}

/** Instructions that only change the configuration (Dockerfile reference). WORKDIR may make a directory, and so a layer. */
const neverALayer =
  /^(\/bin\/sh -c #\(nop\)\s+)?(ENV|CMD|ENTRYPOINT|LABEL|EXPOSE|USER|VOLUME|ARG|MAINTAINER|STOPSIGNAL|HEALTHCHECK|SHELL|ONBUILD)\b/i;
/** Of rows times layers: 1,000 rows of an image of 127 layers. */
const maxCells = 200_000;

/**
 * Which history row made each layer, from the base up. A row that holds bytes made one; a row of 0 bytes may have made one: BuildKit makes
 * a layer of `RUN true`, an empty COPY or `WORKDIR` (an empty directory), the classic builder does not. Of all ways to lay the rows beside
 * the layers only what is the same in every one of them is said.
 * @param sizes bytes of each layer where the node says so
 * @returns for each layer the index of its row, or null where it cannot be known
 */
export function alignHistory(rows: readonly HistoryRow[], sizes: ReadonlyArray<number | null>): Array<number | null> {
  const count = sizes.length;
  const unknown = sizes.map(() => null);
  if ((rows.length + 1) * (count + 1) > maxCells) return unknown;
  const canBe = (row: HistoryRow, layer: number): boolean => {
    const size = sizes[layer] ?? null;
    return !canSkip(row, true) && (row.empty === false || size === null || size === row.sizeBytes);
  };
  // before[i][j]: the first i rows can have made just the first j layers; after[i][j]: the rows from i on just the layers from j on.
  const grid = () => Array.from({ length: rows.length + 1 }, () => new Array<boolean>(count + 1).fill(false));
  const before = grid();
  const after = grid();
  const at = (cells: boolean[][], i: number, j: number): boolean => cells[i]?.[j] ?? false;
  const set = (cells: boolean[][], i: number, j: number, value: boolean) => {
    const line = cells[i];
    if (line) line[j] = value;
  };
  for (let i = 0; i <= rows.length; i++)
    for (let j = 0; j <= count; j++) {
      const row = rows[i - 1];
      set(
        before,
        i,
        j,
        row === undefined
          ? j === 0
          : (canSkip(row) && at(before, i - 1, j)) || (j > 0 && canBe(row, j - 1) && at(before, i - 1, j - 1)),
      );
    }
  for (let i = rows.length; i >= 0; i--)
    for (let j = count; j >= 0; j--) {
      const row = rows[i];
      set(
        after,
        i,
        j,
        row === undefined
          ? j === count
          : (canSkip(row) && at(after, i + 1, j)) || (j < count && canBe(row, j) && at(after, i + 1, j + 1)),
      );
    }
  return sizes.map((_size, layer) => {
    const possible = rows.flatMap((row, index) =>
      at(before, index, layer) && canBe(row, layer) && at(after, index + 1, layer + 1) ? [index] : [],
    );
    return possible.length === 1 ? (possible[0] ?? null) : null;
  });
}

/** A row may have made no layer; with `surely`, it certainly made none. */
function canSkip(row: HistoryRow, surely = false): boolean {
  if (row.empty !== null) return row.empty;
  if (row.sizeBytes > 0) return false;
  return !surely || neverALayer.test(row.createdBy);
}
