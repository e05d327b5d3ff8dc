import type { Duplex } from 'node:stream';
import type { ChannelUse } from '@/lib/gateways/ssh/ssh-connection';
import type { createDockerEngine } from './create-engine';

/**
 * The Docker Engine of one node by the nouns of its API, over whatever channel the opener gives: `engine.containers.list()`. Docker's and
 * dockerode's words stop here. Every method throws AppError; every call has a deadline. `close` gives its channels back.
 */
export type DockerEngine = ReturnType<typeof createDockerEngine>;

/** Opens a new byte channel to the daemon's socket. Whoever passes it on passes on what for: an archive is slow over any other. */
export type OpenDockerChannel = (use: ChannelUse) => Promise<Duplex>;
