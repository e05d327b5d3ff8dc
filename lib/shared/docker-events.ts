import { z } from 'zod';
import { timestampSchema } from './common';

export const dockerEventKindSchema = z.enum(['container', 'image', 'network', 'volume']);
export type DockerEventKind = z.infer<typeof dockerEventKindSchema>;

/** Actions that are told, by kind, as Docker names them (docker-events(1)). What only looks, and what follows from another one, is not. */
export const shownActions = {
  container: [
    'create',
    'start',
    'die',
    'oom',
    'pause',
    'unpause',
    'rename',
    'update',
    'commit',
    'destroy',
    'health_status: healthy',
    'health_status: unhealthy',
  ],
  image: ['pull', 'push', 'tag', 'untag', 'delete', 'load', 'save', 'import'],
  network: ['create', 'connect', 'disconnect', 'destroy'],
  volume: ['create', 'destroy'],
} as const satisfies Record<DockerEventKind, readonly string[]>;

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
  kind: dockerEventKindSchema,
  action: z.string(),
  /** Of what it is about; of an image its reference, where Docker tells one. */
  subjectId: z.string(),
  name: z.string().nullable(),
  /** Of a container the image it is of, of a commit the image it made; of a network the container. */
  image: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  by: eventDoerSchema,
});
export type DockerEventDto = z.infer<typeof dockerEventSchema>;

/** So many of a node are kept, and shown. */
export const eventsShown = 200;
