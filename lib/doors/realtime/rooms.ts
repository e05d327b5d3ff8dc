/** Rooms are named here and chosen by the server alone: a browser asks for a node, never for a room. */
export const nodeRoom = (nodeId: string): string => `node:${nodeId}`;
/** The node of a room; null for any other room. */
export const nodeOfRoom = (room: string): string | null => (room.startsWith('node:') ? room.slice('node:'.length) : null);
export const userRoom = (userId: string): string => `user:${userId}`;
