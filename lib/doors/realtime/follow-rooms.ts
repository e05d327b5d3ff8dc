import type { RealtimeServer } from './socket-session';

/**
 * Follows what rooms are about, each from the first socket that enters it to the last that leaves.
 * @param begin what is followed for a room, and how it ends; null for a room that is about something else
 * @returns the function that ends all of it
 */
export function followRooms(io: RealtimeServer, begin: (room: string) => (() => void) | null): () => void {
  const { adapter } = io.of('/');
  const followed = new Map<string, () => void>();
  function onMade(room: string): void {
    const end = followed.has(room) ? null : begin(room);
    if (end) followed.set(room, end);
  }
  function onEmpty(room: string): void {
    followed.get(room)?.();
    followed.delete(room);
  }
  adapter.on('create-room', onMade);
  adapter.on('delete-room', onEmpty);
  return () => {
    for (const end of followed.values()) end();
    adapter.off('create-room', onMade);
    adapter.off('delete-room', onEmpty);
  };
}
