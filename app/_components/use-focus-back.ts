import { useEffect, useState } from 'react';

/** Where the keyboard goes on when what had the focus is gone: what that was in, from the inside out. */
const places = 'table, section, main';

/**
 * For a dialog that is there only while it is open: what had the focus when it was opened has it again when it goes. Mantine gives it back
 * when a dialog closes, not when it is removed. Where that is gone or disabled by then, the table, the section or the page that it was in
 * has the focus. Who has moved on meanwhile is left alone.
 */
export function useFocusBack(): void {
  const [before] = useState(() => (typeof document === 'undefined' ? [] : placesOf(document.activeElement)));
  useEffect(
    () => () => {
      // After the dialog is gone: until then the focus is in it.
      setTimeout(() => {
        const main = document.querySelector('main');
        for (const place of main ? [...before, main] : before) {
          const { activeElement, body } = document;
          if (activeElement !== null && activeElement !== body) return;
          if (place !== before[0] && !place.hasAttribute('tabindex')) place.tabIndex = -1;
          place.focus({ preventScroll: true });
        }
      });
    },
    [before],
  );
}

function placesOf(focused: Element | null): HTMLElement[] {
  const found: HTMLElement[] = focused instanceof HTMLElement && focused !== document.body ? [focused] : [];
  for (let at = focused; at; ) {
    at = at.parentElement?.closest<HTMLElement>(places) ?? null;
    if (at instanceof HTMLElement) found.push(at);
  }
  return found;
}
