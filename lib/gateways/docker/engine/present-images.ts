import { z } from 'zod';
import type { ContainerDto } from '@/lib/shared/containers';
import type { ImageDto, RemovedImageDto } from '@/lib/shared/images';
import { answerLimits, countOf, idOf, isoOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';
import type { ImageDetail } from './images';

const { referenceChars, commandChars, saidChars } = answerLimits;
const imageRow = z.object({
  Id: idOf,
  RepoTags: rowsOf(nameOf(referenceChars)),
  RepoDigests: rowsOf(nameOf(referenceChars)),
  Created: z.unknown().optional(),
  Size: countOf(0),
});

/** The answer of `GET /images/json`. How many containers use each is counted from their list, since older Engines answer -1. */
export function presentImages(answer: unknown, containers: ContainerDto[]): ImageDto[] {
  const images = parseList(imageRow, answer, 'GET /images/json').map((row) => ({
    id: row.Id,
    tags: row.RepoTags.filter((tag) => tag !== '<none>:<none>').sort(),
    digests: row.RepoDigests.filter((digest) => !digest.startsWith('<none>')),
    createdAt: isoOf(row.Created),
    sizeBytes: row.Size,
    containers: 0,
  }));
  return countUse(images, containers);
}

/** The same images with how many of these containers use each. */
export function countUse(images: ImageDto[], containers: ContainerDto[]): ImageDto[] {
  const used = new Map<string, number>();
  for (const { imageId } of containers) used.set(imageId, (used.get(imageId) ?? 0) + 1);
  return images.map((image) => ({ ...image, containers: used.get(image.id) ?? 0 }));
}

const imageAnswer = z.object({
  Id: idOf,
  RepoTags: rowsOf(nameOf(referenceChars)),
  Size: countOf(0),
  RootFS: z.object({ Layers: rowsOf(nameOf(referenceChars)) }).catch({ Layers: [] }),
});
const historyRow = z.object({
  CreatedBy: textOf(commandChars),
  Comment: textOf(saidChars),
  Created: countOf(0),
  Size: countOf(0),
});

/** The answers of `GET /images/NAME/json` and `GET /images/NAME/history`. @throws AppError `docker_answer_malformed` */
export function presentImageDetail(imageGiven: unknown, historyGiven: unknown): ImageDetail {
  const image = parseAnswer(imageAnswer, imageGiven, 'GET /images/NAME/json');
  const history = parseList(historyRow, historyGiven ?? [], 'GET /images/NAME/history')
    .reverse()
    .map((row) => ({
      createdBy: row.CreatedBy,
      createdAt: row.Created > 0 ? isoOf(row.Created) : null,
      sizeBytes: row.Size,
      comment: row.Comment,
    }));
  return { id: image.Id, tags: image.RepoTags, sizeBytes: image.Size, diffIds: image.RootFS.Layers, history };
}

const removedRow = z.object({
  Untagged: nameOf(referenceChars).optional(),
  Deleted: nameOf(referenceChars).optional(),
});

/** The answer of `DELETE /images/NAME`. @throws AppError `docker_answer_malformed` */
export function presentRemovedImage(answer: unknown): RemovedImageDto {
  const rows = parseList(removedRow, answer, 'DELETE /images/NAME');
  return { untagged: rows.flatMap((row) => row.Untagged ?? []), deleted: rows.flatMap((row) => row.Deleted ?? []) };
}
