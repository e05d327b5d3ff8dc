import { isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { isLoopback, parseCidr } from '@/lib/core/cidr';

/** `10.0.0.0/8,fd00::/8` */
const networksSchema = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .check((context) => {
    for (const cidr of context.value) {
      try {
        parseCidr(cidr);
      } catch (error) {
        context.issues.push({ code: 'custom', input: context.value, message: (error as Error).message });
      }
    }
  });

/**
 * The only reader of `process.env`. Read once in `server.ts` (and once in each command line tool) and passed on.
 * `docs/operations.md` lists the same names for operators.
 */
const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  /** Where the panel listens. Loopback unless told otherwise. */
  BERTH_HOST: z.string().min(1).default('127.0.0.1'),
  BERTH_PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  /** The address people type, e.g. https://berth.school.example; decides cookie flags and the allowed Origin. */
  BERTH_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Database, keys and sockets live here. */
  BERTH_DATA_DIR: z.string().min(1).default('.berth'),
  DATABASE_URL: z
    .string()
    .regex(/^file:./, 'only SQLite is supported: file:<path>')
    .optional(),
  /** Signs sessions. Made and kept in the data directory when not given. */
  AUTH_SECRET: z.string().min(32).optional(),
  /** Versioned master keys that seal node credentials: `1:<base64 of 32 bytes>[,2:…]`, the highest seals. */
  BERTH_MASTER_KEYS: z.string().min(1).optional(),
  /** Networks a node may be in, as `10.0.0.0/8,fd00::/8`; unset allows every address that can be one. */
  BERTH_NODE_NETWORKS: networksSchema.optional(),
  /** Proxies in front of the panel, as `127.0.0.1,10.0.0.0/8`: only what they say in X-Forwarded-For is believed. */
  BERTH_TRUSTED_PROXIES: networksSchema.optional(),
  /** Days an entry of the audit is kept. */
  BERTH_AUDIT_DAYS: z.coerce.number().int().min(1).max(3650).default(365),
  BERTH_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Variables with this prefix that are read by others: the lab (lab/README.md) and the tests (CONTRIBUTING.md). */
const readByOthers = [
  'BERTH_CHROMIUM',
  'BERTH_LAB_CACHE',
  'BERTH_LAB_MIRROR',
  'BERTH_PICTURES',
  'BERTH_TEST_KINDS',
  'BERTH_TEST_NODES',
  'BERTH_TEST_OPERATIONS',
  'BERTH_TEST_POINTS',
  'BERTH_TEST_SEED',
  'BERTH_TRACE',
];

/** Every variable the panel reads, for its own check and for the documents. */
export const environmentNames: readonly string[] = Object.keys(envSchema.shape);

export interface Env {
  mode: 'development' | 'production' | 'test';
  host: string;
  port: number;
  /** The panel's own origin, e.g. `http://localhost:3000`. */
  origin: string;
  /** Further origins that are this panel too: loopback names of the same port when it listens on loopback. */
  origins: string[];
  dataDir: string;
  databaseUrl: string;
  authSecret: string | undefined;
  masterKeys: string | undefined;
  /** CIDRs; null where every address is allowed that can be a node's. */
  nodeNetworks: string[] | null;
  /** CIDRs of the proxies in front of the panel. */
  trustedProxies: string[];
  /** Days an entry of the audit is kept. */
  auditDays: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Every address of the machine: none that could be typed. */
const anyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
/** An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
const hostOfUrl = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/**
 * Reads and checks the configuration.
 * @throws Error with one line per wrong variable, for the console.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = envSchema.safeParse(given);
  const lines = result.success ? [] : result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  lines.push(...unknownNames(Object.keys(given)));
  if (!result.success || lines.length > 0) throw new Error(`The configuration is not right:\n${lines.join('\n')}`);
  const e = result.data;
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(e.BERTH_HOST);
  const origin = e.BERTH_URL
    ? new URL(e.BERTH_URL).origin
    : `http://${loopback || anyAddress.has(e.BERTH_HOST) ? 'localhost' : hostOfUrl(e.BERTH_HOST)}:${e.BERTH_PORT}`;
  const origins = e.BERTH_URL
    ? [origin]
    : [...new Set([origin, `http://127.0.0.1:${e.BERTH_PORT}`, `http://[::1]:${e.BERTH_PORT}`])];
  return {
    mode: e.NODE_ENV,
    host: e.BERTH_HOST,
    port: e.BERTH_PORT,
    origin,
    origins,
    dataDir: e.BERTH_DATA_DIR,
    databaseUrl: e.DATABASE_URL ?? `file:${e.BERTH_DATA_DIR}/berth.db`,
    authSecret: e.AUTH_SECRET,
    masterKeys: e.BERTH_MASTER_KEYS,
    nodeNetworks: e.BERTH_NODE_NETWORKS ?? null,
    trustedProxies: e.BERTH_TRUSTED_PROXIES ?? [],
    auditDays: e.BERTH_AUDIT_DAYS,
    logLevel: e.BERTH_LOG_LEVEL,
  };
}

/** A name nobody reads is a slip of the pen: whoever set it believes that it holds. */
function unknownNames(given: string[]): string[] {
  const known = environmentNames.filter((name) => name.startsWith('BERTH_'));
  return given
    .filter((name) => name.startsWith('BERTH_') && !known.includes(name) && !readByOthers.includes(name))
    .map((name) => {
      const nearest = /ORIGIN|ADDRESS|DOMAIN|BASE_URL|PUBLIC/.test(name) ? 'BERTH_URL' : nearestOf(name, known);
      return `  ${name}: there is no such variable. ${nearest ? `Did you mean ${nearest}?` : `There are: ${known.join(', ')}`}`;
    });
}

/** The name that is at most three changed letters away (Levenshtein distance). */
function nearestOf(name: string, known: string[]): string | null {
  const [best] = known.map((other) => ({ other, distance: distanceOf(name, other) })).sort((a, b) => a.distance - b.distance);
  return best && best.distance <= 3 ? best.other : null;
}

function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a.slice(0, 100)].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * What an operator should know of a configuration that is allowed and rarely meant, a sentence each for the console.
 * @param env as {@link readEnv} read it
 */
export function warningsOf({ host, origin }: Pick<Env, 'host' | 'origin'>): string[] {
  const { protocol, hostname } = new URL(origin);
  const local = (name: string) => name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''));
  const warnings: string[] = [];
  if (!local(host) && local(hostname))
    warnings.push(
      `The panel listens on ${host}, and answers to ${origin} only: from another computer it cannot be opened. Set BERTH_URL to the address people type${isIP(host) && !anyAddress.has(host) ? `, for example http://${hostOfUrl(host)}` : ''}.`,
    );
  if (protocol === 'http:' && !local(hostname))
    warnings.push(
      `${origin} is plain HTTP: passwords, sessions and terminals can be read and changed on the way. Put a TLS proxy in front and set BERTH_URL to its https:// address (docs/operations.md).`,
    );
  return warnings;
}
