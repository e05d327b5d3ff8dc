import { z } from 'zod';
import { timestampSchema } from './common';
import { containerRefSchema } from './containers';
import { ipv4Of, subnetOf } from './ipv4';

/** A network as a route names it: a full or short id, or a name. Docker takes any name; one with other characters is named by its id. */
export const networkRefSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/);
/** A new network's name: other containers find each other by it (`web.app`), so it is no longer than a label of a host name. */
const networkNameSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/);

export const networkSchema = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  scope: z.string(),
  /** Without a way out of the node. */
  internal: z.boolean(),
  subnets: z.array(z.object({ subnet: z.string(), gateway: z.string().nullable() })),
  createdAt: timestampSchema.nullable(),
  labels: z.record(z.string(), z.string()),
  /** Docker's own, such as bridge, host and none: it cannot be removed. */
  isPredefined: z.boolean(),
  /** Containers that are on it, or will be once they run. An address is theirs while they run. */
  containers: z.array(z.object({ id: z.string(), name: z.string(), isRunning: z.boolean(), ipv4: z.string().nullable() })),
});
export type NetworkDto = z.infer<typeof networkSchema>;

/** Drivers by which one node alone makes a network (overlay needs a swarm, and there is one network of host and null each). */
export const networkDrivers = ['bridge', 'macvlan', 'ipvlan'] as const;

/** Docker takes up to /30: two addresses are the network's own, and one is the gateway's. A larger one than /8 takes in the node's own way out. */
const prefixes = { least: 8, most: 30 };
const subnetSchema = z
  .string()
  .max(18, { abort: true })
  .refine((cidr) => {
    const subnet = subnetOf(cidr);
    return subnet !== null && subnet.prefix >= prefixes.least && subnet.prefix <= prefixes.most;
  });

/** A gateway is an address of the subnet, and neither its first nor its last. */
function isGatewayOf(gateway: string, cidr: string | undefined): boolean {
  const address = ipv4Of(gateway);
  const subnet = cidr === undefined ? null : subnetOf(cidr);
  return address !== null && subnet !== null && address > subnet.first && address < subnet.last;
}

export const createNetworkSchema = z
  .object({
    name: networkNameSchema,
    driver: z.enum(networkDrivers).default('bridge'),
    /** IPv4 in CIDR notation; Docker chooses one where it is left out. */
    subnet: subnetSchema.optional(),
    /** Of the subnet; by default its first address for hosts. */
    gateway: z.string().max(15).optional(),
    /** `--internal` */
    internal: z.boolean().default(false),
  })
  .refine(({ gateway, subnet }) => gateway === undefined || isGatewayOf(gateway, subnet), { path: ['gateway'] });
export type CreateNetwork = z.infer<typeof createNetworkSchema>;

export const connectNetworkSchema = z.object({
  container: containerRefSchema,
  /** Another name by which the containers of this network find it. */
  alias: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/)
    .optional(),
});
export type ConnectNetwork = z.infer<typeof connectNetworkSchema>;

export const disconnectNetworkSchema = z.object({ container: containerRefSchema, force: z.boolean().default(false) });
export type DisconnectNetwork = z.infer<typeof disconnectNetworkSchema>;

/** Those that a page has shown as unused, by id: what came meanwhile is not removed. */
export const pruneNetworksSchema = z.object({ networks: z.array(networkRefSchema).min(1).max(500) });
export type PruneNetworks = z.infer<typeof pruneNetworksSchema>;
export const prunedNetworksSchema = z.object({
  /** By name. */
  removed: z.array(z.string()),
  /** What is used by now, or could not be removed, with the code of the error. */
  kept: z.array(z.object({ name: z.string(), code: z.string() })),
});
export type PrunedNetworks = z.infer<typeof prunedNetworksSchema>;
