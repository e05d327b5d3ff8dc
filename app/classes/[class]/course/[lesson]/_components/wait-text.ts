/** @param seconds whole ones @returns `0:09`, `2:30` */
export const waitText = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
