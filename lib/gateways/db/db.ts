import type { PrismaClient } from '@prisma/client';

/** The one database client. Prisma's types do not leave `lib/`: doors get DTOs. */
export type Db = PrismaClient;
