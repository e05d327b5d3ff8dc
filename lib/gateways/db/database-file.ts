import path from 'node:path';

/** The file of a `file:` address. An absolute path means the same to every process, wherever it stands. */
export const databaseFile = (url: string): string => path.resolve(url.replace(/^file:/, ''));
