export interface SparkPoint {
  /** ms since the epoch. */
  at: number;
  value: number;
}

/** A longer silence than this is a gap in the line: nobody measured, or the node was away. */
const gapMs = 75_000;

/**
 * A line through measured points, left to right by time, in a box of 100 x 100 with the largest value at the top.
 * @param top the value of the box's upper edge; larger ones are drawn at the edge
 * @returns the line and the area below it, as path data; a lone point becomes a line of no length, which a round cap makes a dot
 */
export function sparklinePath(points: readonly SparkPoint[], top: number): { line: string; area: string } {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || top <= 0) return { line: '', area: '' };
  const span = Math.max(1, last.at - first.at);
  const place = ({ at, value }: SparkPoint) => ({
    x: round(((at - first.at) / span) * 100),
    y: round(100 - (Math.min(value, top) / top) * 100),
  });
  let line = '';
  let area = '';
  let run: Array<{ x: number; y: number }> = [];
  const finish = () => {
    const [start] = run;
    const end = run.at(-1);
    if (!start || !end) return;
    line += `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}`;
    if (run.length === 1) line += 'h0';
    else area += `M${start.x} 100L${run.map(({ x, y }) => `${x} ${y}`).join('L')}L${end.x} 100Z`;
    run = [];
  };
  let before = first.at;
  for (const point of points) {
    if (point.at - before > gapMs) finish();
    run.push(place(point));
    before = point.at;
  }
  finish();
  return { line, area };
}

const round = (value: number): number => Math.round(value * 100) / 100;
