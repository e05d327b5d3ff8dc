'use client';

import { Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { createContext, type FocusEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import classes from './dialog.module.css';
import { useFocusBack } from './use-focus-back';

interface Props {
  /** Its accessible name, too. */
  title: string;
  /** How wide: `md`, `lg`, `xl`, or a length. */
  size?: string;
  /** It asks or says one thing: in the middle, and no larger than what it holds. Any other fills the screen of a phone. */
  small?: boolean;
  /** What is in it must not be lost by accident: Escape and a click beside it leave it open, its own buttons close it. */
  holds?: boolean;
  children: ReactNode;
  onClose: () => void;
}

/** Tells the dialog below that one is open above it. */
const DialogBelow = createContext<((isCovered: boolean) => void) | null>(null);

/**
 * The one dialog of the site, open for as long as it is rendered. The keyboard begins in the first field of its form, or at the element with
 * `data-autofocus`, or at the button with `data-default-button`, or at its title; it stays inside, and is where it was before when the
 * dialog goes. Escape closes the topmost one alone.
 */
export function Dialog({ title, size = 'md', small = false, holds = false, children, onClose }: Props) {
  const t = useTranslations('common');
  const below = useContext(DialogBelow);
  const [isCovered, setCovered] = useState(false);
  useEffect(() => {
    below?.(true);
    return () => below?.(false);
  }, [below]);
  useFocusBack();
  const onFocus = useFocusKept(holds, isCovered);
  return (
    <DialogBelow value={setCovered}>
      <Modal.Root
        opened
        onClose={onClose}
        size={size}
        padding="lg"
        radius="lg"
        centered={small}
        closeOnEscape={!holds && !isCovered}
        closeOnClickOutside={!holds}
        returnFocus={false}
        className={small ? undefined : classes.full}
      >
        <Modal.Overlay />
        <Modal.Content className={classes.content} ref={markFirst} onFocus={onFocus}>
          <Modal.Header>
            <Modal.Title className={classes.title} tabIndex={-1}>
              {title}
            </Modal.Title>
            <Modal.CloseButton aria-label={t('close')} />
          </Modal.Header>
          <Modal.Body>{children}</Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </DialogBelow>
  );
}

/** Marks where the keyboard begins; the library's focus trap looks for the mark. */
function markFirst(dialog: HTMLElement | null): void {
  if (!dialog || dialog.querySelector('[data-autofocus]')) return;
  const fields = [...dialog.querySelectorAll<HTMLInputElement>('form :is(input:not([type=hidden]), select, textarea):enabled')];
  // Of radio buttons the chosen one is where Tab would come to.
  const field = fields.find(({ type, checked }) => type !== 'radio' || checked);
  const first = field ?? dialog.querySelector('[data-default-button]:enabled') ?? dialog.querySelector('h2');
  first?.setAttribute('data-autofocus', '');
}

/**
 * A button that is disabled while its request is under way loses the focus, and one that goes takes it along: the keyboard comes back to
 * where it was, or to the title.
 */
function useFocusKept(isBusy: boolean, isCovered: boolean): (event: FocusEvent<HTMLElement>) => void {
  const dialog = useRef<HTMLElement>(null);
  const last = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isCovered) return;
    const keep = (): void => {
      const { activeElement, body } = document;
      if (activeElement !== null && activeElement !== body) return;
      last.current?.focus({ preventScroll: true });
      if (document.activeElement !== last.current) dialog.current?.querySelector('h2')?.focus({ preventScroll: true });
    };
    // After a request, and before Tab is taken.
    if (!isBusy) keep();
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Tab') keep();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [isBusy, isCovered]);
  return ({ currentTarget, target }) => {
    // What is focused in a dialog above bubbles up to here, as React has it.
    if (!currentTarget.contains(target)) return;
    dialog.current = currentTarget;
    last.current = target;
  };
}
