/** A node's `ref` is its id, its name or `class/node`, as the page's address has it. */
export const nodeKeys = {
  all: ['nodes'] as const,
  list: () => ['nodes', 'list'] as const,
  allOf: (filter: object) => ['nodes', 'list', 'all', filter] as const,
  pages: (filter: object, limit: number) => ['nodes', 'list', 'pages', filter, limit] as const,
  summary: (classId: string | undefined) => ['nodes', 'list', 'summary', classId ?? null] as const,
  /** Below the list, so that it is fetched again with it. */
  hostKeys: (classId: string) => ['nodes', 'list', 'host-keys', classId] as const,
  one: () => ['nodes', 'one'] as const,
  detail: (ref: string) => ['nodes', 'one', ref] as const,
  containers: (ref: string) => ['nodes', 'one', ref, 'containers'] as const,
  images: (ref: string) => ['nodes', 'one', ref, 'images'] as const,
  layers: (ref: string) => ['nodes', 'one', ref, 'layers'] as const,
  layerWrites: (ref: string) => ['nodes', 'one', ref, 'layer-writes'] as const,
  jobs: (ref: string) => ['nodes', 'one', ref, 'jobs'] as const,
  rootLogin: (ref: string) => ['nodes', 'one', ref, 'root-login'] as const,
  health: (id: string) => ['nodes', 'one', id, 'health'] as const,
  /** The last sample that was heard; never fetched. */
  healthNow: (id: string) => ['health-now', id] as const,
};

export const jobKeys = {
  all: ['jobs'] as const,
  detail: (id: string) => ['jobs', id] as const,
};

export const operationKeys = {
  all: ['operations'] as const,
  class: (id: string) => ['operations', 'class', id] as const,
  detail: (id: string) => ['operations', 'one', id] as const,
};

export const doctorKeys = {
  all: ['doctor'] as const,
  node: (ref: string) => ['doctor', 'node', ref] as const,
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
  members: (id: string) => ['classes', 'one', id, 'members'] as const,
  cards: (id: string) => ['classes', 'one', id, 'cards'] as const,
  rootLogins: (id: string) => ['classes', 'one', id, 'root-login'] as const,
};
