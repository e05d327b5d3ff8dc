import { z } from 'zod';
import { answerLimits, countOf, idOf, nameOf, parseAnswer, parseList, rowsOf, textOf } from './answer';
import type { ContainerDetail, DockerEvent, ImageDetail } from '../engine';
import { stateOf } from './present';

const { wordChars, referenceChars, commandChars, pathChars } = answerLimits;

const containerAnswer = z.object({
  Id: idOf,
  Name: textOf(referenceChars),
  Image: textOf(referenceChars),
  State: z
    .object({ Status: z.unknown().optional(), Pid: countOf(0), StartedAt: textOf(wordChars) })
    .catch({ Status: null, Pid: 0, StartedAt: '' }),
  Config: z.object({ Tty: z.boolean().catch(false) }).catch({ Tty: false }),
  GraphDriver: z
    .object({ Data: z.object({ UpperDir: textOf(pathChars) }).catch({ UpperDir: '' }) })
    .catch({ Data: { UpperDir: '' } }),
  SizeRw: countOf(null),
});

/** The answer of `GET /containers/ID/json`. @throws AppError `docker_answer_malformed` */
export function presentDetail(answer: unknown): ContainerDetail {
  const c = parseAnswer(containerAnswer, answer, 'GET /containers/ID/json');
  const startedAtMs = Date.parse(c.State.StartedAt);
  const state = stateOf(c.State.Status);
  const runs = state === 'running' || state === 'paused';
  return {
    id: c.Id,
    name: c.Name.replace(/^\//, ''),
    imageId: c.Image,
    state,
    startedAt: runs && startedAtMs > 0 ? new Date(startedAtMs).toISOString() : null,
    pid: c.State.Pid || null,
    tty: c.Config.Tty,
    upperDir: c.GraphDriver.Data.UpperDir || null,
    sizeRwBytes: c.SizeRw,
  };
}

const imageAnswer = z.object({
  Id: idOf,
  RepoTags: rowsOf(nameOf(referenceChars)),
  Size: countOf(0),
  RootFS: z.object({ Layers: rowsOf(nameOf(referenceChars)) }).catch({ Layers: [] }),
});
const historyRow = z.object({ CreatedBy: textOf(commandChars), Size: countOf(0) });

/** The answers of `GET /images/NAME/json` and `GET /images/NAME/history`. @throws AppError `docker_answer_malformed` */
export function presentImageDetail(imageGiven: unknown, historyGiven: unknown): ImageDetail {
  const image = parseAnswer(imageAnswer, imageGiven, 'GET /images/NAME/json');
  const history = parseList(historyRow, historyGiven ?? [], 'GET /images/NAME/history')
    .reverse()
    .map((row) => ({ createdBy: row.CreatedBy, sizeBytes: row.Size, empty: row.Size === 0 }));
  return { id: image.Id, tags: image.RepoTags, sizeBytes: image.Size, diffIds: image.RootFS.Layers, history };
}

const removedRow = z.object({
  Untagged: nameOf(referenceChars).optional(),
  Deleted: nameOf(referenceChars).optional(),
});

/** The answer of `DELETE /images/NAME`. @throws AppError `docker_answer_malformed` */
export function presentRemovedImage(answer: unknown) {
  const rows = parseList(removedRow, answer, 'DELETE /images/NAME');
  return { untagged: rows.flatMap((row) => row.Untagged ?? []), deleted: rows.flatMap((row) => row.Deleted ?? []) };
}

const volumesAnswer = z.object({
  Volumes: rowsOf(z.object({ Name: idOf }), answerLimits.rows)
    .nullable()
    .default([]),
});

/** The answer of `GET /volumes`: their names. @throws AppError `docker_answer_malformed` */
export function presentVolumes(answer: unknown): string[] {
  return (parseAnswer(volumesAnswer, answer, 'GET /volumes').Volumes ?? []).map((volume) => volume.Name);
}

const networkRow = z.object({ Id: idOf, Name: nameOf(referenceChars) });
/** Networks every daemon has (moby daemon/network_settings). */
const ownNetworks = new Set(['bridge', 'host', 'none', 'ingress', 'docker_gwbridge']);

/** The answer of `GET /networks`: those somebody made. @throws AppError `docker_answer_malformed` */
export function presentNetworks(answer: unknown): Array<{ id: string; name: string }> {
  return parseList(networkRow, answer, 'GET /networks')
    .filter((network) => !ownNetworks.has(network.Name))
    .map((network) => ({ id: network.Id, name: network.Name }));
}

const eventLine = z.object({
  Type: z.unknown().optional(),
  Action: textOf(wordChars),
  Actor: z
    .object({
      ID: textOf(referenceChars),
      Attributes: z.object({ name: textOf(referenceChars), exitCode: textOf(wordChars) }).catch({ name: '', exitCode: '' }),
    })
    .catch({ ID: '', Attributes: { name: '', exitCode: '' } }),
  timeNano: z.number().catch(0),
});

/** A line of `GET /events`; API 1.52 leaves out `status`, `id` and `from`, which are not read here. */
export function presentEvent(line: Record<string, unknown>): DockerEvent {
  const { Type, Action, Actor, timeNano } = eventLine.parse(line);
  return {
    kind: Type === 'container' || Type === 'image' ? Type : 'other',
    action: Action,
    id: Actor.ID,
    name: Actor.Attributes.name || null,
    exitCode: /^\d{1,10}$/.test(Actor.Attributes.exitCode) ? Number(Actor.Attributes.exitCode) : null,
    atMs: Math.floor(timeNano / 1e6),
  };
}
