import type { Key } from '@/lib/shared/api';
import { AppError } from '@/lib/core/errors';
import { getNodeFor } from '@/lib/features/nodes/get-node-for';
import { type Action, can, type Resource } from '@/lib/core/policy/policy';
import type { Ctx } from '@/lib/core/runtime';

type WithBody = Extract<Key, `POST ${string}` | `PUT ${string}` | `PATCH ${string}`>;

/**
 * What an endpoint's body is for, where the address alone says whom it is about. Who may not do that is told so before the body is
 * looked at: parsing is work, and what is wrong with a body is nobody else's business. A unit test holds that every endpoint that takes a
 * body stands here or says below why not.
 */
export const beforeBody: Partial<Record<WithBody, Action>> = {
  'POST /users': 'user.create',
  'POST /classes': 'class.create',
  'POST /nodes': 'node.create',
  'POST /courses': 'course.add',
  'POST /connection-test': 'node.create',
  'PATCH /classes/{class}': 'class.update',
  'POST /classes/{class}/nodes/move': 'class.update',
  'POST /classes/{class}/nodes/remove': 'class.update',
  'PATCH /classes/{class}/members/{user}': 'class.update',
  'POST /classes/{class}/members': 'class.update',
  'POST /classes/{class}/roster': 'class.roster',
  'PUT /classes/{class}/join': 'class.join-link',
  'POST /classes/{class}/cards': 'class.cards',
  'PUT /classes/{class}/defaults': 'class.defaults',
  'PUT /classes/{class}/registry': 'class.registry',
  'POST /classes/{class}/registry-sign-ins': 'class.registry-sign-ins',
  'POST /classes/{class}/nodes/import': 'node.import',
  'POST /classes/{class}/host-keys': 'class.read',
  'POST /classes/{class}/operations': 'operation.run',
  'POST /classes/{class}/root-login': 'class.update',
  'POST /classes/{class}/root-password': 'class.update',
  'PUT /classes/{class}/course': 'course.manage',
  'PATCH /classes/{class}/course': 'course.manage',
  'PUT /classes/{class}/lessons/{lesson}/steps/{step}/excuse': 'step.excuse',
  'POST /classes/{class}/hands/{hand}/claim': 'help.answer',
  'POST /classes/{class}/hands/{hand}/answer': 'help.answer',
  'POST /classes/{class}/announcements': 'announce',
  'PATCH /nodes/{node}': 'node.update',
  'POST /nodes/{node}/swap': 'node.swap',
  'POST /nodes/{node}/host-key': 'node.approve-host-key',
  'POST /nodes/{node}/root-login': 'root-login.setup',
  'POST /nodes/{node}/containers': 'container.run',
  'POST /nodes/{node}/containers/{container}/kill': 'container.kill',
  'POST /nodes/{node}/containers/{container}/rename': 'container.rename',
  'PATCH /nodes/{node}/containers/{container}': 'container.limit',
  'POST /nodes/{node}/containers/{container}/commit': 'container.commit',
  'PUT /nodes/{node}/containers/{container}/files/text': 'container.edit-file',
  'PUT /nodes/{node}/containers/{container}/files/content': 'container.upload',
  'POST /nodes/{node}/images/pull': 'image.pull',
  'POST /nodes/{node}/images/build': 'image.build',
  'POST /nodes/{node}/images/load': 'image.load',
  'POST /nodes/{node}/images/prune': 'image.prune',
  'POST /nodes/{node}/images/{image}/tag': 'image.tag',
  'POST /nodes/{node}/build-cache/prune': 'build-cache.prune',
  'POST /nodes/{node}/volumes': 'volume.create',
  'POST /nodes/{node}/volumes/prune': 'volume.prune',
  'POST /nodes/{node}/networks': 'network.create',
  'POST /nodes/{node}/networks/{network}/connect': 'network.connect',
  'POST /nodes/{node}/networks/{network}/disconnect': 'network.disconnect',
  'POST /nodes/{node}/networks/prune': 'network.prune',
};

/**
 * Decided by the feature, since the body says what it is about (language or role), it is the reader's own (password, token), or the account
 * is none to whoever asks.
 */
export const decidedByBody: readonly Key[] = [
  'PATCH /users/{user}',
  'POST /users/{user}/password',
  'POST /me/password',
  'POST /tokens',
  'POST /registry-sign-ins',
  // Nobody's account yet: the code says which class.
  'POST /join/{code}/account',
  // The asker's own part in a class, which is looked up with them.
  'POST /classes/{class}/lessons/{lesson}/measures',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/answers',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/prediction',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/help',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/why',
  'POST /classes/{class}/lessons/{lesson}/steps/{step}/reset',
  'POST /classes/{class}/lessons/{lesson}/reset',
  'POST /classes/{class}/hand',
];

/** @throws AppError `forbidden`, `not_found` */
export async function authoriseBody(key: Key, ctx: Ctx, params: Record<string, unknown>): Promise<void> {
  const action = beforeBody[key as WithBody];
  if (action === undefined) return;
  if (params.node !== undefined) {
    await getNodeFor(ctx, String(params.node), action);
    return;
  }
  const resource: Resource = params.class === undefined ? { kind: 'panel' } : { kind: 'class', id: String(params.class) };
  if (can(ctx.actor, action, resource)) return;
  // A class that somebody does not teach is none to them.
  throw new AppError(resource.kind === 'class' ? 'not_found' : 'forbidden');
}
