import { z } from 'zod';

/** What `docker inspect` prints of one thing: as its Docker says it, which differs by version. */
export const inspectSchema = z.record(z.string(), z.unknown());
export type Inspected = z.infer<typeof inspectSchema>;
