/** Rooms are named here and chosen by the server alone: a browser asks for a node, never for a room. */
export const nodeRoom = (nodeId: string): string => `node:${nodeId}`;
/** The node of a room; null for any other room. */
export const nodeOfRoom = (room: string): string | null => (room.startsWith('node:') ? room.slice('node:'.length) : null);
export const userRoom = (userId: string): string => `user:${userId}`;
/** One student's steps in a class, in one language. */
export const lessonRoom = (classId: string, userId: string, locale: string): string => `lesson:${classId}:${userId}:${locale}`;
/** The board of a class, in one language. */
export const boardRoom = (classId: string, locale: string): string => `board:${classId}:${locale}`;
/** A list of all nodes of a class. */
export const classListRoom = (classId: string, list: string): string => `class-list:${classId}:${list}`;
/** The class of a board's room; null for any other room. */
export const classOfBoardRoom = (room: string): string | null => /^board:([a-z0-9]{24}):/.exec(room)?.[1] ?? null;
/** What one container of a node uses. */
export const statsRoom = (nodeId: string, containerId: string): string => `stats:${nodeId}:${containerId}`;
/** What all containers of a node use. */
export const usageRoom = (nodeId: string): string => `usage:${nodeId}`;
