import { z } from 'zod';
import { timestampSchema } from './common';
import { dockerEventKinds } from './docker-event-kinds';

/**
 * By whom. `click`: in the panel; `terminal`: typed in a terminal of the panel's shortly before; `node`: neither is known, so by itself, by a
 * restart policy, or in a shell of somebody's own.
 */
const eventDoerSchema = z.object({ way: z.enum(['click', 'terminal', 'node']), name: z.string().nullable() });
export type EventDoer = z.infer<typeof eventDoerSchema>;

/** One event of a node's Docker, for its timeline. */
export const dockerEventSchema = z.object({
  id: z.string(),
  /** By the node's clock. */
  at: timestampSchema,
  kind: z.enum(dockerEventKinds),
  action: z.string(),
  /** Of what it is about; of an image its reference, where Docker tells one. */
  subjectId: z.string(),
  name: z.string().nullable(),
  /** Of a container the image it is of, of a commit the image it made. */
  image: z.string().nullable(),
  /** Of a network the container that was connected or disconnected; its name is null where it is gone and was not heard of. */
  container: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  /** Of a container that was renamed what it was called before. */
  oldName: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  by: eventDoerSchema,
});
export type DockerEventDto = z.infer<typeof dockerEventSchema>;
