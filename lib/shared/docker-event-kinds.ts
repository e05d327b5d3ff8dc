// Apart from the schema: pages need these without the library that checks answers.

export const dockerEventKinds = ['container', 'image', 'network', 'volume'] as const;
export type DockerEventKind = (typeof dockerEventKinds)[number];

/** So many of a node are kept, and shown. */
export const eventsShown = 200;

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
