import type { ReactNode } from 'react';

/** Told to the corner where messages appear, which is not there before the first one. */
export const notifyEvent = 'berth:notify';

/** So long a message stays, ms. */
const doneMs = 5_000;

/** A short message in the corner. Errors stay until closed; the rest goes after a few seconds. @param options `autoClose` in ms */
export async function notify(
  kind: 'done' | 'error',
  message: ReactNode,
  { autoClose = doneMs }: { autoClose?: number } = {},
): Promise<void> {
  window.dispatchEvent(new Event(notifyEvent));
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ message, color: kind === 'error' ? 'red' : 'harbour', autoClose: kind === 'error' ? false : autoClose });
}
