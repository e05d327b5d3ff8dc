import { isIP } from 'node:net';
import { emailSchema } from '@/lib/shared/accounts';
import { nodeNameSchema } from '@/lib/shared/common';
import type { ImportNote, ImportProblem } from '@/lib/shared/node-import';
import { type Credential, credentialSchema, hostSchema, loginUserSchema, portSchema } from '@/lib/shared/nodes';
import { readHostKey } from '@/lib/gateways/ssh/host-key-format';
import { printable } from '@/lib/gateways/ssh/printable';
import { checkPrivateKey } from '@/lib/gateways/ssh/private-key';

/** One node as a text names it, before anything of it was looked at. */
export interface RawLine {
  /** From 1. */
  line: number;
  name?: string;
  host?: string;
  port?: string;
  user?: string;
  password?: string;
  privateKey?: string;
  rootPassword?: string;
  jump?: string;
  hostKey?: string;
  students?: string;
  problems: ImportProblem[];
  notes: ImportNote[];
}

/** The same with every value good or null; what was not good is among the problems. */
export interface ImportLine {
  line: number;
  name: string | null;
  host: string | null;
  port: number | null;
  user: string | null;
  credential: Credential | null;
  rootPassword: string | null;
  /** A node's name or `[user@]host[:port]`; `none` for no jump host whatever the class says. */
  jump: string | null;
  /** `<type> <base64>` */
  hostKey: string | null;
  students: string[];
  problems: ImportProblem[];
  notes: ImportNote[];
}

export const problem = (code: ImportProblem['code'], params: ImportProblem['params'] = {}): ImportProblem => ({ code, params });
/** A value somebody typed, for a message about it. */
export const shown = (value: string): string => printable(value, 60);

/** Puts every value through the schema a single node goes through. */
export function checkLine(raw: RawLine): ImportLine {
  const problems = [...raw.problems];
  const given = (value: string | undefined): string | null => (value === undefined || value.trim() === '' ? null : value.trim());
  if (problems.length === 0 && given(raw.name) === null) problems.push(problem('name_missing'));
  if (problems.length === 0 && given(raw.host) === null) problems.push(problem('host_missing'));
  function take<T>(
    value: string | undefined,
    code: ImportProblem['code'],
    schema: { safeParse(value: unknown): { success: boolean; data?: T } },
    convert: (text: string) => unknown = (text) => text,
  ): T | null {
    const text = given(value);
    if (text === null) return null;
    const parsed = schema.safeParse(convert(text));
    if (parsed.success) return parsed.data ?? null;
    problems.push(problem(code, { value: shown(text) }));
    return null;
  }
  const secret = (value: string | undefined, code: ImportProblem['code']): string | null => {
    if (value === undefined || value === '') return null;
    // A line end would end the answer to `sudo` or `su` early.
    if (!/[\r\n\0]/.test(value) && value.length <= 512) return value;
    problems.push(problem(code));
    return null;
  };
  const password = secret(raw.password, 'password');
  const rootPassword = secret(raw.rootPassword, 'root_password');
  const privateKey = given(raw.privateKey);
  if (password !== null && privateKey !== null) problems.push(problem('two_credentials'));
  const hostKey = given(raw.hostKey) === null ? null : readHostKey(raw.hostKey ?? '');
  if (given(raw.hostKey) !== null && hostKey === null) problems.push(problem('host_key', { value: shown(raw.hostKey ?? '') }));
  return {
    line: raw.line,
    name: take(raw.name, 'name', nodeNameSchema),
    host: realHost(take(raw.host?.replace(/^\s*\[([0-9a-fA-F:.]+)\]\s*$/, '$1'), 'host', hostSchema), problems),
    port: take(raw.port, 'port', portSchema, (text) => (/^\d{1,5}$/.test(text) ? Number(text) : null)),
    user: take(raw.user, 'user', loginUserSchema),
    credential: privateKey === null ? (password === null ? null : { kind: 'password', password }) : key(privateKey, problems),
    rootPassword,
    jump: given(raw.jump),
    hostKey,
    students: students(raw.students, problems),
    problems,
    notes: [...raw.notes],
  };
}

/** Digits and dots are an IPv4 address or nothing: no name ends in a number (RFC 3696, 2). `10.0.3.300` would be looked up for ever. */
function realHost(host: string | null, problems: ImportProblem[]): string | null {
  if (host === null || !/(^|\.)\d+$/.test(host) || isIP(host) > 0) return host;
  problems.push(problem('host', { value: shown(host) }));
  return null;
}

function key(privateKey: string, problems: ImportProblem[]): Credential | null {
  const credential = credentialSchema.safeParse({ kind: 'private_key', privateKey: `${privateKey}\n` });
  const fault = credential.success ? checkPrivateKey(`${privateKey}\n`, undefined) : '';
  if (credential.success && fault === null) return credential.data;
  problems.push(problem('private_key'));
  return null;
}

/** Several are written with spaces or semicolons between them. */
function students(text: string | undefined, problems: ImportProblem[]): string[] {
  const found = new Set<string>();
  for (const word of (text ?? '').split(/[\s;]+/).filter(Boolean)) {
    const parsed = emailSchema.safeParse(word);
    if (parsed.success) found.add(parsed.data);
    else problems.push(problem('student', { value: shown(word) }));
  }
  return [...found];
}

/**
 * `[user@]host[:port]`, an IPv6 address with a port in brackets, as ssh(1) takes it; what is not there is left out. Says nothing about
 * whether the parts are good.
 */
export function splitAddress(text: string): { user?: string; host: string; port?: string } {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? {} : { user: text.slice(0, at) };
  const rest = text.slice(at + 1);
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(rest);
  if (bracketed) return { ...user, host: bracketed[1] ?? '', ...(bracketed[2] !== undefined && { port: bracketed[2] }) };
  const colon = rest.indexOf(':');
  // More than one colon is an IPv6 address without a port.
  if (colon < 0 || rest.indexOf(':', colon + 1) >= 0) return { ...user, host: rest };
  return { ...user, host: rest.slice(0, colon), port: rest.slice(colon + 1) };
}
