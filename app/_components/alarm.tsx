import { OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './alarm.module.css';

/** Something that may be an attack: it is looked at before anything else. */
export function Alarm({ children }: { children: ReactNode }) {
  return (
    <div className={classes.alarm} role="alert">
      <OctagonAlert size={20} aria-hidden />
      <div>{children}</div>
    </div>
  );
}
