import type { StepId } from './operations';

// Without zod: the page that shows an operation needs the order of the steps and not their schemas.

/** The steps of provisioning, in the order that makes sense on a fresh node. A unit test holds them to the schema. */
export const stepIds = [
  'docker.install',
  'docker.start',
  'docker.daemon-json',
  'hostname',
  'users.login',
  'root.password',
  'root.login',
  'images.pull',
  'registry.run',
  'docker.clean',
  'command.run',
  'containers.control',
  'images.remove',
] as const satisfies readonly StepId[];
