import type { ReactNode } from 'react';
import classes from './layer-bars.module.css';

/** A bar for each layer of an image on its way. @param props.wide what stands behind the bars needs more room */
export function LayerBars({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return <ul className={`${classes.bars} ${wide ? classes.wide : ''}`}>{children}</ul>;
}

interface Props {
  id: string;
  /** What is said of the bar. */
  label: string;
  percent: number;
  tone: 'moving' | 'half' | 'full';
  /** How far it is, in words or nodes. */
  note: string;
  bytes: string;
}

export function LayerBar({ id, label, percent, tone, note, bytes }: Props) {
  return (
    <li className={classes.bar}>
      <code className={classes.id}>{id}</code>
      <ProgressTrack {...{ label, percent, tone }} />
      <span className={`${classes.note} tabular`}>{note}</span>
      <span className={`${classes.bytes} tabular`}>{bytes}</span>
    </li>
  );
}

/** How far something is, as a bar. @param props.percent 0 to 100 */
export function ProgressTrack({ label, percent, tone }: Pick<Props, 'label' | 'percent' | 'tone'>) {
  return (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span className={`${classes.fill} ${classes[tone] ?? ''}`} style={{ width: `${percent}%` }} />
    </div>
  );
}
