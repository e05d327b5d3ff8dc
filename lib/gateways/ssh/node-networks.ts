import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { blockList, ipv4Inside, isIn, isLoopback, withoutZone } from '@/lib/core/cidr';
import { AppError } from '@/lib/core/errors';

/** Which addresses a node may have (docs/security-model.md). */
export interface NodeNetworks {
  /** @param address of IP. */
  allows(address: string, port: number): boolean;
}

/**
 * Where no node is: this machine itself, "this network" and multicast (RFC 6890), and link-local, where clouds keep their metadata service
 * with the machine's credentials (169.254.169.254, fd00:ec2::254).
 */
const neverByDefault = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/127',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
];

/**
 * @param options.networks as CIDRs: nothing else is allowed; null allows everything but {@link neverByDefault}. An IPv4 address inside of an
 * IPv6 one (NAT64, 6to4) counts too.
 * @param options.panel where the panel listens: never a node, whatever is allowed.
 * @param options.interfaces the network interfaces of this machine, looked at with each address: they come and go.
 */
export function createNodeNetworks(options: {
  networks: readonly string[] | null;
  panel: { host: string; port: number };
  interfaces?: () => NodeJS.Dict<Array<{ address: string }>>;
}): NodeNetworks {
  const { networks, panel, interfaces = networkInterfaces } = options;
  const never = blockList(neverByDefault);
  const named = networks && blockList(networks);
  const everywhere = isIP(panel.host) === 0 ? panel.host !== 'localhost' : /^(0\.0\.0\.0|::)$/.test(panel.host);
  // Compared as addresses, not as texts: each can be written in several ways.
  const panelHost = blockList(isIP(panel.host) === 0 ? [] : [panel.host]);
  const isOurs = (address: string): boolean => {
    const cards = Object.values(interfaces()).flatMap((those) => those ?? []);
    return isIn(blockList(cards.map((card) => withoutZone(card.address))), address);
  };
  const isPanel = (address: string, port: number) =>
    port === panel.port && (isLoopback(address) || isIn(panelHost, address) || (everywhere && isOurs(address)));
  return {
    allows(address, port) {
      if (isIP(address) === 0 || isPanel(address, port)) return false;
      if (named ? !isIn(named, address) : isIn(never, address)) return false;
      // An address in the clothes of another leads to the same place.
      return ipv4Inside(address).every(
        (inner) => !isPanel(inner, port) && (!isIn(never, inner) || (named !== null && isIn(named, inner))),
      );
    },
  };
}

/** As the operator has configured the panel. */
export function nodeNetworksOf(env: { nodeNetworks: readonly string[] | null; host: string; port: number }): NodeNetworks {
  return createNodeNetworks({ networks: env.nodeNetworks, panel: env });
}

/**
 * A look-up whose answers are judged before anybody connects: the connection then goes to the judged addresses and nowhere else, whatever
 * the name means a moment later (DNS rebinding). One forbidden answer refuses the whole name.
 */
export function guardedLookup(networks: NodeNetworks, port: number, resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      const refused = addresses.find(({ address }) => !networks.allows(address, port));
      if (refused || !first) return done(addressRefused(host, refused?.address), '', 0);
      if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export function addressRefused(host: string, address?: string): AppError {
  return new AppError('address_refused', { detail: address && address !== host ? `${host} (${address})` : host });
}
