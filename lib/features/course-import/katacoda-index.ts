import { z } from 'zod';

const path = z.string().min(1).max(400).optional().catch(undefined);
const partSchema = z.object({
  title: z.string().optional().catch(undefined),
  text: path,
  foreground: path,
  background: path,
  /** Katacoda's names of the same. */
  code: path,
  courseData: path,
  verify: path,
  answer: path,
  hint: path,
});
export type KatacodaPart = z.infer<typeof partSchema>;

const assetSchema = z.object({
  file: z.string().max(400),
  target: z.string().max(400).catch(''),
  chmod: z.string().max(10).optional().catch(undefined),
});

const optionalPart = partSchema.optional().catch(undefined);
const indexSchema = z.object({
  title: z.string().catch(''),
  description: z.string().catch(''),
  time: z.union([z.string(), z.number()]).optional().catch(undefined),
  details: z
    .object({
      intro: optionalPart,
      steps: z.array(partSchema).max(400).catch([]),
      finish: optionalPart,
      assets: z.record(z.string(), z.array(assetSchema).max(400).catch([])).catch({}),
    })
    .catch({ intro: undefined, steps: [], finish: undefined, assets: {} }),
  environment: z.record(z.string(), z.unknown()).catch({}),
  interface: z.object({ layout: z.string().optional().catch(undefined) }).catch({ layout: undefined }),
  backend: z.object({ imageid: z.string().catch('') }).catch({ imageid: '' }),
});
export type KatacodaIndex = z.infer<typeof indexSchema>;

/** @returns null for what is no scenario: `index.json` is a name that others use too */
export function readIndex(text: string): KatacodaIndex | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || !('details' in raw || 'backend' in raw)) return null;
  const read = indexSchema.safeParse(raw);
  return read.success ? read.data : null;
}

/** Where a word of the file stands, for the losses. */
export function lineOf(text: string, word: string): number {
  const at = text.indexOf(word);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
