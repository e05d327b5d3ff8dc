import type { NodeState } from './nodes';

const withSsh: ReadonlySet<NodeState> = new Set(['ready', 'docker_missing', 'docker_denied', 'docker_down']);

/** Whether the panel holds an SSH connection to a node in this state, whatever Docker does. */
export const sshWorks = (state: NodeState): boolean => withSsh.has(state);
