import { useEffect, useState } from 'react';

/**
 * For a dialog that is there only while it is open: what had the focus when it was opened has it again when it goes. Mantine gives it back
 * when a dialog closes, not when it is removed. Who has moved on meanwhile is left alone.
 */
export function useFocusBack(): void {
  const [before] = useState(() => (typeof document === 'undefined' ? null : document.activeElement));
  useEffect(
    () => () => {
      // After the dialog is gone: until then the focus is in it.
      setTimeout(() => {
        const { activeElement, body } = document;
        if ((activeElement === null || activeElement === body) && before instanceof HTMLElement) before.focus();
      });
    },
    [before],
  );
}
