/** A short message in the corner. Errors stay until closed; the rest goes after a few seconds. */
export async function notify(kind: 'done' | 'error', message: string, title?: string): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ message, title, color: kind === 'error' ? 'red' : 'harbour', autoClose: kind === 'error' ? false : 5000 });
}
