import { z } from 'zod';
import { answerLimits, countOf, idOf, nameOf, parseAnswer, rowsOf, textOf } from './answer';

const { wordChars, referenceChars, commandChars, saidChars, pathChars, listItems } = answerLimits;

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

/** The whole of its configuration that matters to whoever runs it. */
export interface ImageOverview extends ImageAbout {
  sizeBytes: number;
  /** As `linux/amd64`, with the variant where there is one. */
  platform: string;
  /** As `80/tcp`. */
  ports: string[];
  volumes: string[];
  user: string;
  workingDir: string;
  labels: Array<{ key: string; value: string }>;
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

/** Go writes a set as an object with empty values; null where there is none. */
const namesOf = (maxChars: number) =>
  z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((set) => rowsOf(nameOf(maxChars)).parse(Object.keys(set).sort()));
const labels = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((set) =>
    Object.entries(set)
      .slice(0, listItems)
      .map(([key, value]) => ({
        key: textOf(referenceChars).parse(key),
        value: textOf(commandChars).parse(value),
      })),
  );
const bare = { ExposedPorts: [], Volumes: [], User: '', WorkingDir: '', Labels: [] };
const more = z.object({
  Size: countOf(0),
  Os: textOf(wordChars),
  Architecture: textOf(wordChars),
  Variant: textOf(wordChars),
  Config: z
    .object({
      ExposedPorts: namesOf(wordChars),
      Volumes: namesOf(pathChars),
      User: textOf(wordChars),
      WorkingDir: textOf(pathChars),
      Labels: labels,
    })
    .catch(bare),
});

/** The answers of `GET /images/NAME/json` and `/history`. @throws AppError `docker_answer_malformed` */
export function presentImageOverview(inspected: unknown, history: unknown): ImageOverview {
  const about = presentImageAbout(inspected, history);
  const { Size, Os, Architecture, Variant, Config } = parseAnswer(more, inspected, 'GET /images/NAME/json');
  return {
    ...about,
    sizeBytes: Size,
    platform: [Os, Architecture, Variant].filter(Boolean).join('/'),
    ports: Config.ExposedPorts,
    volumes: Config.Volumes,
    user: Config.User,
    workingDir: Config.WorkingDir,
    labels: Config.Labels,
  };
}

/** RFC 3339 with up to nine digits of a second; Go's zero time is none. */
export function timeOf(text: string): number | null {
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || at <= 0 ? null : at;
}
