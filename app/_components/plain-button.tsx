'use client';

import type { ComponentProps } from 'react';
import classes from './plain-button.module.css';

/** `lead`: what is to be done next; `soft`: what can be done here; `quiet`: what need not be. */
export type ButtonLook = 'plain' | 'lead' | 'soft' | 'quiet';

/** The class of a link that looks as a button does. */
export const buttonClass = (look: ButtonLook = 'plain', isSmall = false): string =>
  [classes.button, classes[look], isSmall ? classes.small : ''].join(' ');

interface Props extends Omit<ComponentProps<'button'>, 'className'> {
  look?: ButtonLook;
  /** Of a toolbar, or beside a line of text. */
  small?: boolean;
  /** What was pressed is under way: it keeps its place and its focus, and is not pressed again. */
  busy?: boolean;
}

/** A button without the component library, whose own would be most of what these pages load. */
export function PlainButton({ look, small = false, busy = false, type = 'button', onClick, ...props }: Props) {
  return (
    <button
      {...props}
      type={busy ? 'button' : type}
      className={buttonClass(look, small)}
      aria-busy={busy}
      onClick={busy ? undefined : onClick}
    />
  );
}
