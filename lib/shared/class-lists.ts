import { z } from 'zod';
import { idSchema, pageQuerySchema, timestampSchema } from './common';
import { containerSchema, containerStateSchema } from './containers';
import { imageSchema } from './images';
import { limits } from './limits';
import { nodeReasonSchema, nodeStateSchema } from './nodes';

/** What is listed of all nodes of a class at once. */
export const classListNameSchema = z.enum(['containers', 'images']);
export type ClassListName = z.infer<typeof classListNameSchema>;

/** Where a row is from. */
const onNode = {
  nodeId: idSchema,
  node: z.string(),
  /** Names of those who have the node. */
  students: z.array(z.string()),
};
const classContainerSchema = containerSchema.omit({ imageId: true, command: true }).extend(onNode);
export type ClassContainer = z.infer<typeof classContainerSchema>;
const classImageSchema = imageSchema.omit({ digests: true }).extend(onNode);
export type ClassImage = z.infer<typeof classImageSchema>;

/** A node that does not answer now: none of its rows are listed. */
const awayNodeSchema = z.object({
  ...onNode,
  state: nodeStateSchema,
  /** Why, where more is known than the state. */
  reason: nodeReasonSchema.nullable(),
  since: timestampSchema,
});
export type AwayNode = z.infer<typeof awayNodeSchema>;

/** A row of each list. */
export interface ClassRows {
  containers: ClassContainer;
  images: ClassImage;
}

const containerStates = containerStateSchema.options.join('|');
const pageOfClass = pageQuerySchema.extend({
  /** More than other lists have: a page of the panel shows all rows of a class. */
  limit: z.coerce.number().int().min(1).max(limits.classListMaxSize).default(limits.pageSize),
  /** From the page before; good for the same question only. */
  cursor: z.string().max(1500).optional(),
  /** Words, each of which stands in the row, its node or a student of the node. */
  q: z.string().max(100).optional(),
});
export const classContainersQuerySchema = pageOfClass.extend({
  /** One state or several, with commas. */
  state: z
    .string()
    .max(200, { abort: true })
    .regex(new RegExp(`^(${containerStates})(,(${containerStates}))*$`))
    .optional(),
});
export type ClassContainersQuery = z.infer<typeof classContainersQuerySchema>;
export const classImagesQuerySchema = pageOfClass.extend({
  /** `no`: no container is made from it. */
  used: z.enum(['yes', 'no']).optional(),
});
export type ClassImagesQuery = z.infer<typeof classImagesQuerySchema>;

const classPage = {
  nextCursor: z.string().optional(),
  /** Nodes that do not answer, whatever the question is; with the first page alone. */
  away: z.array(awayNodeSchema),
  /** Which changes of {@link ClassListChanges} come after this page. */
  epoch: z.string(),
  v: z.number().int(),
};
export const classContainersSchema = z.object({
  items: z.array(classContainerSchema),
  ...classPage,
  /** Of the question, of which this page is a part. States no container is in are left out. */
  counts: z.object({
    total: z.number().int(),
    states: z.partialRecord(containerStateSchema, z.number().int()),
    /** Nodes that answer. */
    nodes: z.number().int(),
  }),
});
export type ClassContainers = z.infer<typeof classContainersSchema>;
export const classImagesSchema = z.object({
  items: z.array(classImageSchema),
  ...classPage,
  counts: z.object({ total: z.number().int(), used: z.number().int(), nodes: z.number().int() }),
});
export type ClassImages = z.infer<typeof classImagesSchema>;

/**
 * What differs since `v - 1`, at most each 100 ms. Another epoch, or a gap in `v`, asks for the list anew.
 */
export interface ClassListChanges<Name extends ClassListName = ClassListName> {
  classId: string;
  list: Name;
  epoch: string;
  v: number;
  /** Rows that are new or say something else. */
  rows: ClassRows[Name][];
  /** Rows that are no more, each by its node and id. */
  gone: Array<[nodeId: string, id: string]>;
  /** Nodes that went away, with all of their rows, or are away for another reason. */
  away: AwayNode[];
  /** Ids of nodes that are not away any more. */
  back: string[];
}
