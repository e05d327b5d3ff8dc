import classes from './sparkline.module.css';
import { type SparkPoint, sparklinePath } from './sparkline-path';

/** A small picture of how a value went. `label` says the same in words. */
export function Sparkline({ points, top, label }: { points: readonly SparkPoint[]; top: number; label: string }) {
  const { line, area } = sparklinePath(points, top);
  const last = points.at(-1);
  const end = last ? sparklinePath([last], top).line.replace(/^M0/, 'M100') : '';
  return (
    <svg className={classes.spark} viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={area} className={classes.area} />
      <path d={line} className={classes.line} />
      {end && <path d={end} className={classes.dot} />}
    </svg>
  );
}
