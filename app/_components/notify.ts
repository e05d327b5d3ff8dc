/** Told to the corner where messages appear, which is not there before the first one. */
export const notifyEvent = 'berth:notify';

/** A short message in the corner. Errors stay until closed; the rest goes after a few seconds. */
export async function notify(kind: 'done' | 'error', message: string, title?: string): Promise<void> {
  window.dispatchEvent(new Event(notifyEvent));
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ message, title, color: kind === 'error' ? 'red' : 'harbour', autoClose: kind === 'error' ? false : 5000 });
}
