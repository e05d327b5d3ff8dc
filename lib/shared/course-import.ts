import { z } from 'zod';

/** Formats of others that become courses of the panel (docs/course-authoring.md, "Import from elsewhere"). */
export const importFormats = ['katacoda', 'labspace', 'pwd'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What did not come over as it was. Each has its sentence in `messages/{ko,en}/course-import.json`. */
const lossCodes = [
  'character',
  'command',
  'condition',
  'directive',
  'environment',
  'file',
  'frame',
  'heading',
  'host',
  'html',
  'ide',
  'image',
  'keys',
  'layout',
  'link',
  'missing',
  'noEnter',
  'question',
  'script',
  'several',
  'size',
  'solution',
  'tab',
  'terminal',
  'value',
  'variable',
  'verify',
] as const;
export type LossCode = (typeof lossCodes)[number];

/** Why a part of an archive, or all of it, is not imported. */
const refusalCodes = ['kubernetes', 'empty', 'invalid', 'limits', 'missing', 'path', 'unknown', 'windows'] as const;
export type RefusalCode = (typeof refusalCodes)[number];

const placed = { file: z.string(), line: z.number().int().positive() };
/** `what` is a name or a text of the archive, never a sentence. */
const lossSchema = z.object({ ...placed, code: z.enum(lossCodes), what: z.string() });
const refusalSchema = z.object({ ...placed, code: z.enum(refusalCodes), what: z.string() });
const needSchema = z.object({ ...placed, what: z.string() });
export type ImportLoss = z.infer<typeof lossSchema>;
export type ImportRefusal = z.infer<typeof refusalSchema>;

/** What came of an import: what it holds now, what it needs, what was lost and what was refused. Places are in the archive. */
export const importReportSchema = z.object({
  format: z.enum(importFormats),
  language: z.string(),
  lessons: z.number().int(),
  steps: z.number().int(),
  commands: z.number().int(),
  questions: z.number().int(),
  /** Checks that run a program of the archive, in a version that an administrator trusts. */
  scripts: z.number().int(),
  /** `images` are to be on the nodes or in a mirror; `internet` names what is loaded from elsewhere. */
  needs: z.object({
    images: z.array(z.string()),
    ports: z.array(z.number().int()),
    internet: z.array(needSchema),
    systemd: z.array(needSchema),
  }),
  losses: z.array(lossSchema),
  refused: z.array(refusalSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;
