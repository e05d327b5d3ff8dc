/** A row with this key is there already (Prisma P2002): known by its code, since the class exists in several copies. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 'P2002';
}
