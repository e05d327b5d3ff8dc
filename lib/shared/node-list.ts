import { z } from 'zod';
import { idSchema, pageQuerySchema } from './common';
import type { HealthConcern } from './health-concerns';
import { type NodeState, nodeSchema, nodeStateSchema } from './nodes';

const states = nodeStateSchema.options.join('|');

/** In which order nodes come: by class and name, the worst first, by address, by the student who has it, the longest unseen first. */
const nodeSortSchema = z.enum(['name', 'worst', 'host', 'student', 'seen']);
export type NodeSort = z.infer<typeof nodeSortSchema>;

/** Which nodes, and in which order. What is left out does not narrow. */
export const nodeQuerySchema = pageQuerySchema.extend({
  /** From the page before; good for the same question only. */
  cursor: z.string().max(1500).optional(),
  /** A class's id, or `none` for the nodes that have no class. */
  class: z.union([idSchema, z.literal('none')]).optional(),
  /** Words, each of which stands in the name, class, address or student of a node. */
  q: z.string().max(100).optional(),
  /** One state or several, with commas. */
  state: z
    .string()
    .max(200, { abort: true })
    .regex(new RegExp(`^(${states})(,(${states}))*$`))
    .optional(),
  /** `no`: not ready, or its health is of concern. */
  well: z.enum(['yes', 'no']).optional(),
  /** `no`: nobody has it. */
  student: z.enum(['yes', 'no']).optional(),
  sort: nodeSortSchema.default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type NodeQuery = z.infer<typeof nodeQuerySchema>;

export const nodePageSchema = z.object({
  items: z.array(nodeSchema),
  nextCursor: z.string().optional(),
  /** How many nodes the question has in all, of which this page is a part. */
  total: z.number().int(),
});
export type NodePage = z.infer<typeof nodePageSchema>;

const nodeCountsSchema = z.object({
  total: z.number().int(),
  ready: z.number().int(),
  /** Ready, and nothing about its health is of concern. */
  well: z.number().int(),
  /** States no node is in are left out. */
  states: z.partialRecord(nodeStateSchema, z.number().int()),
  /** Nobody has them. */
  free: z.number().int(),
  /** The panel's login is root. */
  rootLogin: z.number().int(),
  /** Host keys that wait for somebody to compare them. */
  keysToCompare: z.number().int(),
});
export type NodeCounts = z.infer<typeof nodeCountsSchema>;

/** The register in numbers: of everything the reader may see, and of each class in it. */
export const nodeSummarySchema = nodeCountsSchema.extend({
  classes: z.array(nodeCountsSchema.extend({ classId: idSchema.nullable(), className: z.string().nullable() })),
});
export type NodeSummary = z.infer<typeof nodeSummarySchema>;

/** The worst first: what needs somebody to act, then what may come back by itself, then what waits. */
const severity: Record<NodeState, number> = {
  host_key_changed: 0,
  auth_failed: 1,
  unreachable: 2,
  docker_down: 3,
  docker_missing: 4,
  docker_denied: 5,
  unverified: 6,
  connecting: 8,
  ready: 10,
};

/** How bad it is, 0 the worst and 10 well: the state, and of a ready node its health. */
export function nodeSeverity(state: NodeState, concerns: readonly HealthConcern[]): number {
  if (state !== 'ready' || concerns.length === 0) return severity[state];
  return concerns.some(({ level }) => level === 'alarm') ? 7 : 9;
}
