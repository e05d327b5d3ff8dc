import { z } from 'zod';
import { classNameSchema } from './accounts';
import { idSchema, nodeRefSchema } from './common';
import { limits } from './limits';
import { nodeStateSchema } from './nodes';

export const updateClassSchema = z
  .object({ name: classNameSchema, closed: z.boolean(), nodePasswordsOnCards: z.boolean(), containerPrivileges: z.boolean() })
  .partial();
export type UpdateClass = z.infer<typeof updateClassSchema>;

const flag = (otherwise: boolean) =>
  z
    .enum(['true', 'false'])
    .default(otherwise ? 'true' : 'false')
    .transform((text) => text === 'true');

/** Takes the panel's key for root back first, where it is in place; a node that cannot be reached for it stays. */
export const takeBackQuerySchema = z.object({ takeBack: flag(true) });

export const deleteClassQuerySchema = takeBackQuerySchema.extend({
  /** `true`: only say what would go. */
  dryRun: flag(false),
});
export type DeleteClass = z.output<typeof deleteClassQuerySchema>;

const nodeNameItem = z.object({ id: idSchema, name: z.string() });
const failureSchema = z.object({ code: z.string(), detail: z.string().nullable() });

/** What goes with a class, and what stays. */
export const classDeletionSchema = z.object({
  dryRun: z.boolean(),
  /** False for a dry run, and where `keyKept` says why not. */
  deleted: z.boolean(),
  name: z.string(),
  /** They leave the register; the machines stay as they are. */
  nodes: z.array(nodeNameItem),
  /** Of those: where the panel's own key for root is in place, which is taken back first. */
  withPanelKey: z.array(nodeNameItem),
  /** Of those: where it could not be taken back, and why. Then the class stays. */
  keyKept: z.array(nodeNameItem.extend({ error: failureSchema })),
  enrolments: z.number().int(),
  operations: z.number().int(),
  /** Accounts of students that are in no other class: they stay, and an administrator may delete them. */
  studentsLeft: z.number().int(),
});
export type ClassDeletion = z.infer<typeof classDeletionSchema>;

const nodeIds = z.array(idSchema).min(1).max(limits.importMaxNodes);

export const moveNodesSchema = z.object({
  nodes: nodeIds,
  /** The class they go to. */
  to: idSchema,
  dryRun: z.boolean().default(false),
});
export type MoveNodes = z.infer<typeof moveNodesSchema>;

export const movedNodesSchema = z.object({
  dryRun: z.boolean(),
  items: z.array(
    z.object({
      node: idSchema,
      name: z.string(),
      /** `name_taken`: the other class has a node of this name, so this one stays. */
      outcome: z.enum(['moved', 'name_taken', 'not_found']),
      /** Who has it no more, not being in the other class. */
      takenFrom: z.array(z.object({ name: z.string(), email: z.string() })),
    }),
  ),
});
export type MovedNodes = z.infer<typeof movedNodesSchema>;

export const removeNodesSchema = z.object({
  nodes: nodeIds,
  /** Takes the panel's key for root back first, where it is in place; a node that cannot be reached for it stays. */
  takeBack: z.boolean().default(true),
});
export type RemoveNodes = z.infer<typeof removeNodesSchema>;

export const removedNodesSchema = z.object({
  items: z.array(
    z.object({
      node: idSchema,
      name: z.string(),
      outcome: z.enum(['removed', 'kept', 'not_found']),
      /** Why it was kept. */
      error: failureSchema.nullable(),
    }),
  ),
});
export type RemovedNodes = z.infer<typeof removedNodesSchema>;

/** Why a node was set aside, for whoever looks at it next. */
const setAsideNoteSchema = z
  .string()
  .trim()
  .min(1)
  .max(200, { abort: true })
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);

export const swapNodeSchema = z.object({
  /** Whose node it is; needed where several have it. */
  user: idSchema.optional(),
  /** The spare; left out: the first free node of the class that is ready. */
  to: nodeRefSchema.optional(),
  note: setAsideNoteSchema.optional(),
  dryRun: z.boolean().default(false),
});
export type SwapNode = z.output<typeof swapNodeSchema>;

export const swappedNodeSchema = z.object({
  dryRun: z.boolean(),
  user: nodeNameItem,
  from: nodeNameItem,
  to: nodeNameItem.extend({ state: nodeStateSchema }),
  /** They stay on the old node; null while nothing is known of it. */
  containers: z.array(z.object({ name: z.string(), running: z.boolean() })).nullable(),
  images: z.number().int().nullable(),
  /** Terminals of this student on the old node, which end. */
  terminals: z.number().int(),
  /** Lessons begun on the old node: they start anew on the other. */
  lessons: z.array(z.string()),
  /** Steps that were passed stay passed. */
  stepsKept: z.number().int(),
  /** The old node is given to nobody until somebody has looked at it: nobody else has it. */
  setAside: z.boolean(),
});
export type SwappedNode = z.infer<typeof swappedNodeSchema>;
