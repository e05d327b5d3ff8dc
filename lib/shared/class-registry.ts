import { z } from 'zod';

/**
 * How the registry of a class is reached as `localhost:5000` on a node:
 * - `off`: the class has none, it runs on this node itself, or the node is not connected
 * - `forwarding`: the panel forwards it
 * - `port_taken`: something on the node listens there, which is left alone
 * - `refused`: sshd does not forward (AllowTcpForwarding, PermitListen, DisableForwarding)
 */
export const registryForwardSchema = z.enum(['off', 'forwarding', 'port_taken', 'refused']);
export type RegistryForward = z.infer<typeof registryForwardSchema>;
