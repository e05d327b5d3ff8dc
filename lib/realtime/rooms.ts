/** Rooms are named here and chosen by the server alone: a browser asks for a node, never for a room. */
export const nodeRoom = (nodeId: string): string => `node:${nodeId}`;
export const userRoom = (userId: string): string => `user:${userId}`;
