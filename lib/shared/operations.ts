import { z } from 'zod';
import { idSchema, mirrorSchema, nodeNameSchema, nodeRefSchema, timestampSchema } from './common';
import { containerRefSchema } from './containers';
import { imageRefSchema } from './images';
import { jobKindSchema, jobSchema } from './jobs';
import { loginUserSchema } from './nodes';

/** An operation is of the kind of its jobs, one for each node. */
export const operationKindSchema = jobKindSchema.exclude([
  ...(['image.push', 'image.build', 'image.load', 'image.save'] as const),
  ...(['image.prune', 'build-cache.prune', 'volume.prune', 'network.prune'] as const),
]);
export type OperationKind = z.infer<typeof operationKindSchema>;
export const operationStateSchema = z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']);
export type OperationState = z.infer<typeof operationStateSchema>;

/** `host[:port]` or a network in CIDR notation (dockerd(8), --insecure-registry). */
const insecureRegistrySchema = z
  .string()
  .trim()
  .max(300, { abort: true })
  .regex(
    /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*(:[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?|[0-9a-fA-F:.]+\/[0-9]{1,3})$/,
  );

/** A password that fits one line of chpasswd(8). */
const nodePasswordSchema = z
  .string()
  .min(1)
  .max(128, { abort: true })
  .regex(/^[^\u0000-\u001f\u007f]+$/);

/** One for all; one for each node, by its name; or made by the panel, one for each node, and shown once. */
const passwordsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('same'), password: nodePasswordSchema }),
  z.object({ kind: z.literal('each'), byNode: z.record(nodeNameSchema, nodePasswordSchema) }),
  z.object({ kind: z.literal('generated') }),
]);
export type Passwords = z.infer<typeof passwordsSchema>;

/** What is typed for `command.run`: a script for sh, from one word to some pages. */
const commandSchema = z
  .string()
  .min(1)
  .max(16 * 1024, { abort: true })
  .regex(/^[^\0]*$/);
const runAsSchema = z.enum(['root', 'login']);
const commandFields = {
  command: commandSchema,
  as: runAsSchema.default('root'),
  timeoutSeconds: z.number().int().min(1).max(3600).default(60),
};
const imagesPullFields = {
  images: z.array(imageRefSchema).min(1).max(20),
  /** Each node pulls by itself, also where the class has a registry. */
  direct: z.boolean().optional(),
};

/** What is meant of each node, by the node's name: another thing of each. */
const byNode = <Ref extends z.ZodType<string>>(ref: Ref) =>
  z.record(nodeNameSchema, z.array(ref).min(1).max(200)).refine((nodes) => Object.keys(nodes).length > 0);
const containerActionSchema = z.enum(['start', 'stop', 'restart', 'remove']);
export type ContainerAction = z.infer<typeof containerActionSchema>;
const containersFields = {
  action: containerActionSchema,
  byNode: byNode(containerRefSchema),
  /** What ids are called, to name one that is not there any more. */
  names: z.record(containerRefSchema, containerRefSchema).optional(),
};
const imagesFields = { byNode: byNode(imageRefSchema) };

/** The steps of provisioning and what each needs to know. A step of another feature is added here and to step-ids.ts. */
export const stepInputSchema = z.discriminatedUnion('id', [
  z.object({ id: z.literal('docker.install') }),
  z.object({ id: z.literal('docker.start') }),
  z.object({
    id: z.literal('docker.daemon-json'),
    mirrors: z.array(mirrorSchema).max(10).default([]),
    insecureRegistries: z.array(insecureRegistrySchema).max(10).default([]),
    /** Limits of each container's log, for the drivers that keep files. */
    logs: z.object({ maxSizeMb: z.number().int().min(1).max(10_000), maxFiles: z.number().int().min(1).max(100) }).optional(),
    /** Image store overlay2, for the lessons about layers. */
    overlay2: z.boolean().default(false),
  }),
  /** Without a name: the node's name in the register. */
  z.object({ id: z.literal('hostname'), hostname: nodeNameSchema.optional() }),
  z.object({ id: z.literal('users.login'), user: loginUserSchema.default('ubuntu'), passwords: passwordsSchema }),
  z.object({ id: z.literal('root.password'), passwords: passwordsSchema }),
  /** The panel works as root by its own key; root by password stays refused. */
  z.object({ id: z.literal('root.login') }),
  z.object({ id: z.literal('images.pull'), ...imagesPullFields }),
  /** On one node. */
  z.object({ id: z.literal('registry.run'), image: imageRefSchema.default('registry:2') }),
  z.object({ id: z.literal('docker.clean') }),
  z.object({ id: z.literal('command.run'), ...commandFields }),
  /** A running container is removed, too; what it wrote goes with it. */
  z.object({ id: z.literal('containers.control'), ...containersFields }),
  /** With all tags; an image that a container uses stays. */
  z.object({ id: z.literal('images.remove'), ...imagesFields }),
]);
export type StepInput = z.infer<typeof stepInputSchema>;
export type StepId = StepInput['id'];

/** Look and say what would be done; change nothing. */
const dryRun = z.boolean().default(false);
const onNodes = {
  /** Names or ids; left out: all nodes of the class. */
  nodes: z.array(nodeRefSchema).min(1).max(1000).optional(),
  dryRun,
};
export const startOperationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node.provision'), steps: z.array(stepInputSchema).min(1).max(20), ...onNodes }),
  z.object({ kind: z.literal('node.command'), ...commandFields, ...onNodes }),
  z.object({ kind: z.literal('node.reset'), ...onNodes }),
  z.object({ kind: z.literal('image.pull'), ...imagesPullFields, ...onNodes }),
  z.object({ kind: z.literal('container.control'), ...containersFields, dryRun }),
  z.object({ kind: z.literal('image.remove'), ...imagesFields, dryRun }),
]);
export type StartOperation = z.infer<typeof startOperationSchema>;

export const operationSchema = z.object({
  id: idSchema,
  kind: operationKindSchema,
  classId: idSchema.nullable(),
  state: operationStateSchema,
  dryRun: z.boolean(),
  /** What was asked for, without its secrets. */
  steps: z.array(z.looseObject({ id: z.string() })),
  /** Nodes by the state of their newest job. */
  nodes: z.object({ total: z.number().int(), running: z.number().int(), done: z.number().int(), failed: z.number().int() }),
  /** Something of it is left to do, and it can be gone on with. */
  resumable: z.boolean(),
  createdBy: z.object({ id: idSchema, name: z.string() }).nullable(),
  createdAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
});
export type OperationDto = z.infer<typeof operationSchema>;

/** With the newest job of each node, by the nodes' names. */
export const operationDetailSchema = operationSchema.extend({ jobs: z.array(jobSchema) });
export type OperationDetail = z.infer<typeof operationDetailSchema>;

/** The answer to a start: passwords the panel made are in it, and nowhere else. */
export const startedOperationSchema = operationDetailSchema.extend({
  passwords: z.array(z.object({ nodeName: z.string(), user: z.string(), password: z.string() })),
});
export type StartedOperation = z.infer<typeof startedOperationSchema>;
