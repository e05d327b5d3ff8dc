import type { Key } from '@/lib/shared/api';

/**
 * How each endpoint stands in the audit: its action, and what it is done to, from the path's own values. A change is written before it
 * begins; whatever its feature says of this action goes into that line, with the id of the thing and the values that matter. Of what
 * only reads, refusals are written. Work on a class has an action of its own: its nodes each say theirs. An endpoint without a line does not compile. `null`: it asks nobody's rights.
 */
export const auditedAs = {
  'GET /health': null,
  'GET /openapi.json': null,
  'GET /setup': null,
  // Nobody is signed in: the set-up writes its own.
  'POST /setup': null,

  'GET /me': null,
  'POST /me/password': ['user.password', 'user:{me}'],
  'GET /users': ['user.list', ''],
  'POST /users': ['user.create', ''],
  'GET /users/{user}': ['user.manage', 'user:{user}'],
  'PATCH /users/{user}': ['user.update', 'user:{user}'],
  'DELETE /users/{user}': ['user.delete', 'user:{user}'],
  'POST /users/{user}/password': ['user.reset-password', 'user:{user}'],
  'DELETE /users/{user}/tokens': ['token.revoke', 'user:{user}'],
  'DELETE /users/{user}/sessions': ['session.end', 'user:{user}'],
  'GET /sessions': null,
  'DELETE /sessions': ['session.end', 'user:{me}'],
  'DELETE /sessions/{session}': ['session.end', 'user:{me}'],
  'GET /tokens': null,
  'POST /tokens': ['token.create', 'user:{me}'],
  'DELETE /tokens/{token}': ['token.revoke', 'token:{token}'],
  'GET /audit': ['audit.list', ''],
  'GET /audit/export': ['audit.list', ''],

  'GET /classes': ['class.list', ''],
  'POST /classes': ['class.create', ''],
  'GET /classes/{class}': ['class.read', 'class:{class}'],
  'PATCH /classes/{class}': ['class.update', 'class:{class}'],
  'DELETE /classes/{class}': ['class.delete', 'class:{class}'],
  'POST /classes/{class}/nodes/move': ['class.move-nodes', 'class:{class}'],
  'POST /classes/{class}/nodes/remove': ['class.remove-nodes', 'class:{class}'],
  'PATCH /classes/{class}/members/{user}': ['class.update-member', 'class:{class}'],
  'GET /classes/{class}/members': ['class.read', 'class:{class}'],
  'POST /classes/{class}/members': ['class.enrol', 'class:{class}'],
  'DELETE /classes/{class}/members/{user}': ['class.unenrol', 'class:{class}'],
  'POST /classes/{class}/roster': ['class.roster', 'class:{class}'],
  'GET /classes/{class}/cards': ['class.cards', 'class:{class}'],
  'POST /classes/{class}/cards': ['class.cards', 'class:{class}'],
  'GET /classes/{class}/defaults': ['class.defaults', 'class:{class}'],
  'PUT /classes/{class}/defaults': ['class.defaults', 'class:{class}'],
  'POST /classes/{class}/nodes/import': ['node.import', 'class:{class}'],
  'GET /classes/{class}/nodes/export': ['node.export', 'class:{class}'],
  'GET /classes/{class}/host-keys': ['node.approve-host-key', 'class:{class}'],
  'POST /classes/{class}/host-keys': ['node.approve-host-keys', 'class:{class}'],

  'GET /nodes': ['node.list', ''],
  'GET /node-summary': ['node.list', ''],
  'POST /nodes': ['node.create', ''],
  'POST /connection-test': ['node.test-connection', ''],
  'GET /nodes/{node}': ['node.read', 'node:{node}'],
  'PATCH /nodes/{node}': ['node.update', 'node:{node}'],
  'DELETE /nodes/{node}': ['node.delete', 'node:{node}'],
  'POST /nodes/{node}/host-key': ['node.approve-host-key', 'node:{node}'],
  'POST /nodes/{node}/reconnect': ['node.reconnect', 'node:{node}'],
  'PUT /nodes/{node}/assignees/{user}': ['node.assign', 'node:{node}'],
  'DELETE /nodes/{node}/assignees/{user}': ['node.unassign', 'node:{node}'],

  'GET /nodes/{node}/health': ['node.read', 'node:{node}'],
  'GET /nodes/{node}/containers': ['container.read', 'node:{node}'],
  'POST /nodes/{node}/containers': ['container.run', 'node:{node}'],
  'GET /nodes/{node}/containers/{container}': ['container.read', 'container:{node}/{container}'],
  'DELETE /nodes/{node}/containers/{container}': ['container.remove', 'container:{node}/{container}'],
  'POST /nodes/{node}/containers/{container}/start': ['container.start', 'container:{node}/{container}'],
  'POST /nodes/{node}/containers/{container}/stop': ['container.stop', 'container:{node}/{container}'],
  'GET /nodes/{node}/containers/{container}/logs': ['container.read', 'container:{node}/{container}'],
  'GET /nodes/{node}/images': ['image.read', 'node:{node}'],
  'POST /nodes/{node}/images/pull': ['image.pull', 'node:{node}'],
  'DELETE /nodes/{node}/images/{image}': ['image.remove', 'image:{node}/{image}'],
  'GET /nodes/{node}/layers': ['layer.read', 'node:{node}'],
  'GET /nodes/{node}/layers/writes': ['layer.read', 'node:{node}'],
  'GET /nodes/{node}/jobs': ['job.read', 'node:{node}'],
  'GET /jobs/{job}': ['job.read', 'job:{job}'],
  'POST /jobs/{job}/cancel': ['job.cancel', 'job:{job}'],

  'POST /nodes/{node}/doctor': ['doctor.run', 'node:{node}'],
  'GET /nodes/{node}/doctor': ['doctor.read', 'node:{node}'],
  'POST /classes/{class}/doctor': ['class.doctor', 'class:{class}'],
  'GET /classes/{class}/doctor': ['doctor.read', 'class:{class}'],
  'GET /nodes/{node}/root-login': ['root-login.read', 'node:{node}'],
  'POST /nodes/{node}/root-login': ['root-login.setup', 'node:{node}'],
  'DELETE /nodes/{node}/root-login': ['root-login.remove', 'node:{node}'],
  'GET /classes/{class}/root-login': ['root-login.read', 'class:{class}'],
  'POST /classes/{class}/root-login': ['class.root-login', 'class:{class}'],
  'POST /classes/{class}/root-password': ['class.root-password', 'class:{class}'],

  'POST /classes/{class}/operations': ['operation.run', 'class:{class}'],
  'GET /classes/{class}/operations': ['operation.read', 'class:{class}'],
  'GET /operations/{operation}': ['operation.read', 'operation:{operation}'],
  'POST /operations/{operation}/cancel': ['operation.cancel', 'operation:{operation}'],
  'POST /operations/{operation}/resume': ['operation.resume', 'operation:{operation}'],
} as const satisfies Record<Key, readonly [action: string, target: string] | null>;

/** The line's target for one request; null where its path names nothing. */
export function auditTarget(template: string, values: Record<string, unknown>): string | null {
  if (template === '') return null;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
