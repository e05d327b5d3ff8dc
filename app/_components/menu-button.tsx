'use client';

import { EllipsisVertical } from 'lucide-react';
import classes from './menu-button.module.css';

/** The button of a menu whose code comes with the first press. */
export function MenuButton({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <button type="button" className={classes.button} aria-haspopup="menu" aria-label={label} onClick={onPress}>
      <EllipsisVertical size={17} aria-hidden />
    </button>
  );
}
