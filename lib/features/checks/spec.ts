import { z } from 'zod';

/**
 * What a course may ask of a node, as it stands in `lesson.yaml`: one schema per kind, told apart by `is`. Strict: a field that no kind
 * knows is an error at its place. Texts may hold values (`{{me.word}}`), which are put in before a check is asked.
 */
const idText = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** A text in each language of the course. */
export const textSchema = z.record(z.string().regex(/^[a-z]{2}$/), z.string().min(1).max(4000));
export type CourseText = z.infer<typeof textSchema>;

const word = z.string().min(1).max(400);
const words = z.array(word).min(1).max(64);
/** One name, or several of which any will do. */
const oneOrMore = z.union([word, words]);
/** A path on the node or in a container. */
const path = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^\/[^\0\n]*$/);
const count = z.number().int().min(0).max(10_000);
/** `64m`, as `docker run -m` takes it, or bytes. */
const memory = z.union([z.string().regex(/^[0-9]{1,6}[bkmg]?$/), z.number().int().positive()]);

const common = {
  /** Stable within its step: evidence names it. Made from the kind where it is left out and the step has one of them. */
  id: idText.optional(),
  /** Inverts `passed` and `failed`, never `errored`. */
  not: z.literal(true).optional(),
  /** May hold before the step is done, and must hold still when it is: a rehearsal wants every other check red before. */
  stays: z.literal(true).optional(),
};

export const whereSchema = z.union([
  z.enum(['host-user', 'host-root', 'chroot', 'container']),
  z.string().regex(/^container:[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/),
]);
export type Where = z.infer<typeof whereSchema>;

/** What the panel can read on a node, for questions, predictions and `:measure`. */
export const truthSchema = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.enum([
      'node.name',
      'node.arch',
      'node.uptime',
      'engine.version',
      'engine.store',
      'engine.pid',
      'images.count',
      'containers.count',
      'layers.dirs',
      'layers.entries',
      'layers.sharedBytes',
    ]),
  }),
  z.strictObject({
    of: z.enum([
      'container.pid',
      'container.pidInside',
      'container.memoryMax',
      'container.lowerDirs',
      'container.initEntry',
      'container.startMs',
      'container.memoryUsed',
    ]),
    container: word,
  }),
  z.strictObject({ of: z.enum(['image.id', 'image.source', 'image.layers']), image: word }),
  z.strictObject({ of: z.literal('image.layersMore'), image: word, than: word }),
  /** Names in a directory as `ls` shows them. */
  z.strictObject({ of: z.literal('directory.names'), path }),
  /** The root directory of a process that stands in a chroot, seen from the node: `/lab/chroot`. */
  z.strictObject({ of: z.literal('process.root'), name: word }),
  /** The same for everybody: what a picture or a text says. */
  z.strictObject({ of: z.literal('text'), value: oneOrMore }),
  z.strictObject({ of: z.literal('number'), value: z.number() }),
]);
export type Truth = z.infer<typeof truthSchema>;

const image = z.strictObject({
  ...common,
  is: z.literal('image'),
  /** Any of several spellings. Left out only with `noneLeft`. */
  ref: oneOrMore.optional(),
  state: z.enum(['present', 'absent']).optional(),
  /** `false`: what was there before the lesson counts too. */
  fresh: z.boolean().optional(),
  /** Its diff IDs begin with those of this one. */
  basedOn: z.union([word, z.strictObject({ not: word })]).optional(),
  /** So many layers more than `basedOn`. */
  layersMore: count.optional(),
  author: word.optional(),
  comment: word.optional(),
  entrypoint: z.array(word).max(64).optional(),
  cmd: z.array(word).max(64).optional(),
  env: words.optional(),
  /** Instructions its history must hold: `RUN`, `COPY`. */
  historyHas: words.optional(),
  /** The node has no image at all. */
  noneLeft: z.literal(true).optional(),
});

const container = z.strictObject({
  ...common,
  is: z.literal('container'),
  /** Exact; each of several must hold. */
  name: oneOrMore.optional(),
  /** Its image's id equals that of this reference. */
  image: word.optional(),
  state: z.enum(['running', 'exited', 'created', 'paused', 'absent']).optional(),
  fresh: z.boolean().optional(),
  tty: z.boolean().optional(),
  stdin: z.boolean().optional(),
  /** argv. */
  command: words.optional(),
  exitCode: z.number().int().min(0).max(255).optional(),
  /** `8080:80/tcp`, as `docker run -p` takes it. */
  ports: words.optional(),
  /** Paths in the container on which something is mounted. */
  mounts: z.array(path).min(1).max(16).optional(),
  memory: memory.optional(),
  /** At least so many containers answer to the description; without `name`. */
  atLeast: z.number().int().min(1).max(100).optional(),
  /** The node has no container at all. */
  noneLeft: z.literal(true).optional(),
  /** Looks again after so long before it says passed: a container that ends at once is not running. */
  stable: z
    .string()
    .regex(/^[1-5]s$/)
    .optional(),
});

const layers = z.strictObject({
  ...common,
  is: z.literal('layers'),
  /** So many read-write layers more than at the start of the lesson, or since `after`. */
  rwMore: z.number().int().min(-100).max(100).optional(),
  /** So many read-only layers more. */
  roMore: z.number().int().min(-100).max(100).optional(),
  /** Containers that stand on the same read-only layers. */
  shares: z.array(word).min(2).max(8).optional(),
});

const diff = z.strictObject({
  ...common,
  is: z.literal('diff'),
  container: word,
  /** As `docker diff` prints it: `A /hello.txt`. */
  exact: z
    .array(z.string().regex(/^[ACD] \/.*$/))
    .max(64)
    .optional(),
  has: z
    .array(z.string().regex(/^[ACD] \/.*$/))
    .min(1)
    .max(64)
    .optional(),
});

const file = z.strictObject({
  ...common,
  is: z.literal('file'),
  /** On the node where it is left out. */
  in: z.union([z.strictObject({ container: word }), z.strictObject({ topLayerOf: word })]).optional(),
  path: path.optional(),
  type: z.enum(['file', 'directory', 'link']).optional(),
  /** Octal, as chmod(1) takes it. */
  mode: z
    .string()
    .regex(/^[0-7]{3,4}$/)
    .optional(),
  sha256: z
    .string()
    .regex(/^[a-f0-9]{64}$/)
    .optional(),
  /** The whole text, white space at its end left out. */
  text: z.string().max(4000).optional(),
  /** Lines or parts of lines it must hold. */
  contains: words.optional(),
  sameAs: path.optional(),
  fresh: z.boolean().optional(),
  /** A directory in which `runs` and everything it needs to start must lie. */
  jail: path.optional(),
  runs: path.optional(),
});

const process = z.strictObject({
  ...common,
  is: z.literal('process'),
  name: word.optional(),
  exe: path.optional(),
  /** Its root directory seen from the node. */
  root: path.optional(),
  /** The first process of this container. */
  container: word.optional(),
  /** Namespaces that must not be the host's. */
  own: z
    .array(z.enum(['pid', 'net', 'ipc', 'mnt', 'uts', 'cgroup', 'user']))
    .min(1)
    .max(7)
    .optional(),
  memory: memory.optional(),
});

const session = z.strictObject({
  ...common,
  is: z.literal('session'),
  where: whereSchema.optional(),
  user: word.optional(),
  cwd: path.optional(),
  root: path.optional(),
  /** The shell's parent: `su`. */
  parent: word.optional(),
});

const deed = z.strictObject({
  ...common,
  is: z.literal('deed'),
  event: z.enum([
    'pull',
    'create',
    'start',
    'attach',
    'detach',
    'exec',
    'commit',
    'tag',
    'push',
    'untag',
    'destroy',
    'die',
    'build',
  ]),
  container: word.optional(),
  image: oneOrMore.optional(),
  exitCode: z.number().int().min(0).max(255).optional(),
});

const answer = z.strictObject({
  ...common,
  is: z.literal('answer'),
  ask: textSchema,
  kind: z.enum(['number', 'text', 'name', 'digest', 'choice']),
  truth: truthSchema,
  /** `50%` of the truth, or so much. */
  tolerance: z.union([z.number().positive(), z.string().regex(/^[1-9][0-9]?%$/)]).optional(),
  /** Of `choice`: what is shown; the truth is one of the values. */
  choices: z
    .array(z.strictObject({ value: word, say: textSchema }))
    .min(2)
    .max(8)
    .optional(),
  /** Shown once it is right. */
  explain: textSchema.optional(),
});

const registry = z.strictObject({
  ...common,
  is: z.literal('registry'),
  ref: oneOrMore,
  state: z.enum(['present', 'absent']).optional(),
  /** Its layers are those of the image of this name on the node. */
  sameAsNode: z.boolean().optional(),
});

const http = z.strictObject({
  ...common,
  is: z.literal('http'),
  port: z.number().int().min(1).max(65_535),
  path: z
    .string()
    .regex(/^\/[^\s]*$/)
    .max(1024)
    .optional(),
  status: z.number().int().min(100).max(599).optional(),
  contains: word.optional(),
});

/** A program of the course: asked only where an administrator trusts this version of it. */
const script = z.strictObject({
  ...common,
  is: z.literal('script'),
  run: z.string().min(1).max(16_384),
  /** A step with no other checks is one to read where the version is not trusted; without this, its check says so there. */
  untrusted: z.literal('read').optional(),
});

const basicSchemas = [image, container, layers, diff, file, process, session, deed, answer, registry, http, script] as const;
const basicCheckSchema = z.discriminatedUnion('is', basicSchemas);
export type BasicCheck = z.infer<typeof basicCheckSchema>;

/** One of several is enough. */
const any = z.strictObject({ ...common, is: z.literal('any'), of: z.array(basicCheckSchema).min(2).max(8) });

export const checkSpecSchema = z.discriminatedUnion('is', [...basicSchemas, any]);
export type CheckSpec = z.infer<typeof checkSpecSchema>;
export type CheckKind = BasicCheck['is'];
export type SpecOf<K extends CheckKind> = Extract<BasicCheck, { is: K }>;
