/** Primary result codes (sqlite.org/rescode.html), and the one for a write-ahead log that finds no room for its index. */
const sqlite = { readOnly: 8, full: 13, shmSize: 4874 } as const;
/** Of a file system that takes no more, or nothing at all (errno(3)). */
const noRoom = ['ENOSPC', 'EDQUOT', 'EROFS'];

/** A row with this key is there already (Prisma P2002): known by its code, since the class exists in several copies. */
export const isUniqueViolation = (error: unknown): boolean => anyCause(error, ({ code }) => code === 'P2002');

/** The disk of the panel's data is full, or takes no writes. */
export const isDiskFull = (error: unknown): boolean =>
  anyCause(error, ({ code, errcode, extendedCode }) => {
    const result = Number(errcode ?? extendedCode ?? 0);
    return (
      noRoom.includes(String(code)) || result === sqlite.shmSize || [sqlite.full, sqlite.readOnly].includes((result & 0xff) as 8)
    );
  });

/** Looks through what an error was made of: Prisma and our own wrappers keep it as `cause`. */
function anyCause(error: unknown, is: (part: { code?: unknown; errcode?: unknown; extendedCode?: unknown }) => boolean): boolean {
  let part = error;
  for (let depth = 0; depth < 8 && typeof part === 'object' && part !== null; depth++) {
    if (is(part)) return true;
    part = (part as { cause?: unknown }).cause;
  }
  return false;
}
