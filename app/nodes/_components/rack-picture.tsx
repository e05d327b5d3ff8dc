import type { Tone } from '@/app/_components/state-word';
import classes from './rack-picture.module.css';

const slots = 6;

/** A small machine: its lamp says how it is, a box for each running container (six at most). */
export function RackPicture({ tone, running }: { tone: Tone; running: number }) {
  return (
    <svg width="52" height="44" viewBox="0 0 52 44" className={classes[tone]} aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="50" height="36" rx="6" className={classes.body} />
      <rect x="8" y="39" width="9" height="4" rx="1" className={classes.foot} />
      <rect x="35" y="39" width="9" height="4" rx="1" className={classes.foot} />
      {Array.from({ length: slots }, (_, slot) => slot).map((slot) => (
        <rect
          key={slot}
          x={8 + (slot % 3) * 10}
          y={slot < 3 ? 20.5 : 9.5}
          width="7.5"
          height="7.5"
          rx="1.6"
          className={slot < running ? classes.full : classes.free}
        />
      ))}
      <circle cx="43" cy="9.5" r="3.2" className={classes.lamp} />
    </svg>
  );
}
