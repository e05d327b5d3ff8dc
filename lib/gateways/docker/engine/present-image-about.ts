import { z } from 'zod';
import { answerLimits, idOf, nameOf, parseAnswer, rowsOf, textOf } from './answer';

const { referenceChars, commandChars, saidChars } = answerLimits;

/** What an image says of itself and of how it was made. */
export interface ImageAbout {
  id: string;
  tags: string[];
  digests: string[];
  /** From the base up; the same in both image stores. */
  diffIds: string[];
  author: string;
  /** Of the image, else of its last layer: as `docker commit -m` gave it. */
  comment: string;
  entrypoint: string[];
  cmd: string[];
  env: string[];
  /** From the base up, a line each as Docker writes it. */
  history: string[];
  /** By the clock of whoever built it, ms since 1970; null where it does not say. */
  createdMs: number | null;
  /** By the node's clock: pulled, built or tagged here last; null where the store does not keep it. */
  taggedMs: number | null;
}

const words = rowsOf(nameOf(commandChars));
const config = z.object({ Entrypoint: words, Cmd: words, Env: words }).catch({ Entrypoint: [], Cmd: [], Env: [] });
const answer = z.object({
  Id: idOf,
  RepoTags: rowsOf(nameOf(referenceChars)),
  RepoDigests: rowsOf(nameOf(referenceChars)),
  Author: textOf(saidChars),
  Comment: textOf(saidChars),
  Created: textOf(64),
  Config: config,
  RootFS: z.object({ Layers: rowsOf(nameOf(referenceChars)) }).catch({ Layers: [] }),
  Metadata: z.object({ LastTagTime: textOf(64) }).catch({ LastTagTime: '' }),
});
const historyRow = z.object({ CreatedBy: textOf(commandChars), Comment: textOf(saidChars) });

/** The answers of `GET /images/NAME/json` and `/history`. @throws AppError `docker_answer_malformed` */
export function presentImageAbout(inspected: unknown, history: unknown): ImageAbout {
  const image = parseAnswer(answer, inspected, 'GET /images/NAME/json');
  const rows = rowsOf(historyRow).parse(history ?? []);
  return {
    id: image.Id,
    tags: image.RepoTags.filter((tag) => !tag.startsWith('<none>')).sort(),
    digests: image.RepoDigests,
    diffIds: image.RootFS.Layers,
    author: image.Author,
    comment: image.Comment || (rows[0]?.Comment ?? ''),
    entrypoint: image.Config.Entrypoint,
    cmd: image.Config.Cmd,
    env: image.Config.Env,
    history: rows.map((row) => row.CreatedBy).reverse(),
    createdMs: timeOf(image.Created),
    taggedMs: timeOf(image.Metadata.LastTagTime),
  };
}

/** RFC 3339 with up to nine digits of a second; Go's zero time is none. */
export function timeOf(text: string): number | null {
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || at <= 0 ? null : at;
}
