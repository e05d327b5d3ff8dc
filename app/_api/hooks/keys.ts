/** Nodes are known by id alone: the layout of a node's pages resolves what their address calls it. */
export const nodeKeys = {
  all: ['nodes'] as const,
  list: () => ['nodes', 'list'] as const,
  allOf: (filter: object) => ['nodes', 'list', 'all', filter] as const,
  pages: (filter: object, limit: number) => ['nodes', 'list', 'pages', filter, limit] as const,
  summary: (classId: string | undefined) => ['nodes', 'list', 'summary', classId ?? null] as const,
  /** Below the list, so that it is fetched again with it. */
  hostKeys: (classId: string) => ['nodes', 'list', 'host-keys', classId] as const,
  detail: (id: string) => ['nodes', 'one', id] as const,
  containers: (id: string) => ['nodes', 'one', id, 'containers'] as const,
  /** Not below the list: it is asked for again at a pace of its own. */
  container: (id: string, container: string, part: string) => ['container', id, container, part] as const,
  /** Not below the list either: networks change it, too. */
  containerDetails: (id: string) => ['nodes', 'one', id, 'container-details'] as const,
  containerDetail: (id: string, container: string) => ['nodes', 'one', id, 'container-details', container] as const,
  /** What was heard of what it uses; never fetched. */
  stats: (id: string, container: string) => ['stats-now', id, container] as const,
  usage: (id: string) => ['usage-now', id] as const,
  containerFile: (id: string, container: string, path: string, part?: 'look' | 'text') =>
    ['container', id, container, 'files', path, ...(part ? [part] : [])] as const,
  /** Of the change that stops a container. */
  stopping: (id: string) => ['nodes', 'one', id, 'stopping'] as const,
  images: (id: string) => ['nodes', 'one', id, 'images'] as const,
  /** Below the list, so that it is fetched again with it: its tags and who uses it are what changes. */
  image: (id: string, image: string, part: string) => ['nodes', 'one', id, 'images', image, part] as const,
  buildCache: (id: string) => ['nodes', 'one', id, 'build-cache'] as const,
  buildCachePlan: (id: string, all: boolean) => ['nodes', 'one', id, 'build-cache', all] as const,
  volumes: (id: string) => ['nodes', 'one', id, 'volumes'] as const,
  /** Below the list, as an image's. */
  volume: (id: string, volume: string, part: string) => ['nodes', 'one', id, 'volumes', volume, part] as const,
  events: (id: string) => ['nodes', 'one', id, 'events'] as const,
  /** The last events that were heard; never fetched. */
  eventsNow: (id: string) => ['events-now', id] as const,
  networks: (id: string) => ['nodes', 'one', id, 'networks'] as const,
  network: (id: string, network: string, part: string) => ['nodes', 'one', id, 'networks', network, part] as const,
  layers: (id: string) => ['nodes', 'one', id, 'layers'] as const,
  layerWrites: (id: string) => ['nodes', 'one', id, 'layer-writes'] as const,
  rootLogin: (id: string) => ['nodes', 'one', id, 'root-login'] as const,
  /** The numbers of lessons that this node shows. */
  measures: (id: string) => ['nodes', 'one', id, 'measures'] as const,
  health: (id: string) => ['nodes', 'one', id, 'health'] as const,
  /** The last sample that was heard; never fetched. */
  healthNow: (id: string) => ['health-now', id] as const,
};

export const jobKeys = {
  all: ['jobs'] as const,
  detail: (id: string) => ['jobs', 'one', id] as const,
  /** One's own, on all nodes. Not below `all`: of these the page hears without watching anything. */
  own: () => ['own-jobs'] as const,
  /** The jobs of one node. */
  list: (nodeId: string) => ['jobs', 'node', nodeId] as const,
  page: (nodeId: string, cursor: string) => ['jobs', 'node', nodeId, cursor] as const,
};

export const operationKeys = {
  all: ['operations'] as const,
  classes: () => ['operations', 'class'] as const,
  class: (id: string) => ['operations', 'class', id] as const,
  detail: (id: string) => ['operations', 'one', id] as const,
  /** Below it, so that it is fetched again with it. */
  summary: (id: string) => ['operations', 'one', id, 'summary'] as const,
};

export const doctorKeys = {
  all: ['doctor'] as const,
  node: (id: string) => ['doctor', 'node', id] as const,
  classes: () => ['doctor', 'class'] as const,
  class: (id: string) => ['doctor', 'class', id] as const,
};

export const accountKeys = {
  users: () => ['users'] as const,
  accounts: (asked: object) => ['users', 'page', asked] as const,
  account: (id: string) => ['users', 'one', id] as const,
  sessions: () => ['sessions'] as const,
  audit: (asked: object) => ['audit', asked] as const,
  tokens: () => ['tokens'] as const,
};

export const classKeys = {
  all: ['classes'] as const,
  list: () => ['classes', 'list'] as const,
  detail: (id: string) => ['classes', 'one', id] as const,
  defaults: (id: string) => ['classes', 'one', id, 'defaults'] as const,
  registry: (id: string) => ['classes', 'one', id, 'registry'] as const,
  /** Not below the class: a registry is asked for what it holds at a pace of its own. */
  registryImages: (id: string) => ['registry-images', id] as const,
  registryImage: (id: string, repository: string, part: string) => ['registry-images', id, repository, part] as const,
  members: (id: string) => ['classes', 'one', id, 'members'] as const,
  cards: (id: string) => ['classes', 'one', id, 'cards'] as const,
  join: (id: string) => ['classes', 'one', id, 'join'] as const,
  /** A list of all its nodes. */
  rows: (id: string, list: string) => ['classes', 'rows', id, list] as const,
  allRootLogins: () => ['classes', 'root-logins'] as const,
  rootLogins: (id: string) => ['classes', 'root-logins', id] as const,
};

export const courseKeys = {
  all: ['courses'] as const,
  class: (id: string) => ['courses', 'class', id] as const,
  outline: (id: string) => ['courses', 'class', id, 'outline'] as const,
  hand: (id: string) => ['courses', 'class', id, 'hand'] as const,
  announcements: (id: string) => ['courses', 'class', id, 'announcements'] as const,
  hands: (id: string) => ['courses', 'class', id, 'hands'] as const,
  board: (id: string) => ['courses', 'class', id, 'board'] as const,
  settings: (id: string) => ['courses', 'class', id, 'settings'] as const,
  commands: (id: string) => ['courses', 'class', id, 'commands'] as const,
  evidence: (id: string, lesson: string, step: string, user: string) =>
    ['courses', 'class', id, 'evidence', lesson, step, user] as const,
  statistics: (id: string, lesson: string, step: string) => ['courses', 'class', id, 'statistics', lesson, step] as const,
  track: (id: string, user: string) => ['courses', 'class', id, 'track', user] as const,
  offered: () => ['courses', 'offered'] as const,
  lessons: (id: string) => ['courses', 'class', id, 'lesson'] as const,
  lesson: (id: string, lesson: string) => ['courses', 'class', id, 'lesson', lesson] as const,
};

export const registrySignInKeys = {
  own: () => ['registry-sign-ins', 'own'] as const,
  class: (id: string) => ['registry-sign-ins', 'class', id] as const,
};
