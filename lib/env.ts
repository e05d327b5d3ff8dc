import { z } from 'zod';
import { parseCidr } from '@/lib/ssh/node-networks';

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
  DATABASE_URL: z.string().min(1).optional(),
  /** Signs sessions. Made and kept in the data directory when not given. */
  AUTH_SECRET: z.string().min(32).optional(),
  /** Versioned master keys that seal node credentials: `1:<base64 of 32 bytes>[,2:…]`, the highest seals. */
  BERTH_MASTER_KEYS: z.string().min(1).optional(),
  /** Networks a node may be in, as `10.0.0.0/8,fd00::/8`; unset allows every address that can be one. */
  BERTH_NODE_NETWORKS: z
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
    })
    .optional(),
  BERTH_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

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
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * Reads and checks the configuration.
 * @throws Error with one line per wrong variable, for the console.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = envSchema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not right:\n${lines.join('\n')}`);
  }
  const e = result.data;
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(e.BERTH_HOST);
  const origin = e.BERTH_URL
    ? new URL(e.BERTH_URL).origin
    : `http://${loopback || e.BERTH_HOST === '0.0.0.0' ? 'localhost' : e.BERTH_HOST}:${e.BERTH_PORT}`;
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
    logLevel: e.BERTH_LOG_LEVEL,
  };
}
