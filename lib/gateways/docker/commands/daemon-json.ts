import { AppError } from '@/lib/core/errors';
import type { StepInput } from '@/lib/shared/operations';

export type DaemonJson = Record<string, unknown>;
export type DaemonJsonInput = Extract<StepInput, { id: 'docker.daemon-json' }>;

export interface Merge {
  merged: DaemonJson;
  /** What differs, a line each; empty when it is so already. */
  changes: string[];
  /**
   * How the daemon takes it up: mirrors and insecure registries by SIGHUP (dockerd(8), "configuration reloading"), everything else here
   * by a restart only.
   */
  reload: 'none' | 'signal' | 'restart';
}

/** Docker's own default; log limits mean something for these two (docs.docker.com/engine/logging/drivers). */
const fileDrivers = ['json-file', 'local'];

/** A mirror's address as it is compared: the daemon prints a slash after it, in a file there may be one. */
export const plainMirror = (mirror: string): string => mirror.replace(/\/+$/, '');

/**
 * daemon.json as it is, parsed. A missing or empty file is an empty object.
 * @throws AppError `daemon_json_invalid` with what is wrong: it is somebody's work, and is not written over
 */
export function parseDaemonJson(text: string): DaemonJson {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('daemon_json_invalid', { detail: (error as Error).message });
  }
  if (!isObject(value)) throw new AppError('daemon_json_invalid', { detail: 'The top level is no object.' });
  return value;
}

/**
 * Puts what is wanted into what is there. Lists grow, keys the panel does not know stay as they are, and what nobody asked for is not
 * touched. @throws AppError `daemon_json_invalid` when a key that is to grow is of another type
 */
export function mergeDaemonJson(existing: DaemonJson, wanted: DaemonJsonInput): Merge {
  const merged: DaemonJson = { ...existing };
  const changes: string[] = [];
  const mirrors = grow(merged, 'registry-mirrors', wanted.mirrors, plainMirror, changes);
  const insecure = grow(merged, 'insecure-registries', wanted.insecureRegistries, (r) => r, changes);
  const quick = mirrors || insecure;
  const before = changes.length;
  if (wanted.logs) setLogs(merged, wanted.logs, changes);
  if (wanted.overlay2) setOverlay2(merged, changes);
  const slow = changes.length > before;
  return { merged, changes, reload: slow ? 'restart' : quick ? 'signal' : 'none' };
}

function grow(merged: DaemonJson, key: string, wanted: string[], normal: (v: string) => string, changes: string[]): boolean {
  const held = merged[key] ?? [];
  if (!Array.isArray(held) || held.some((item) => typeof item !== 'string'))
    throw new AppError('daemon_json_invalid', { detail: `${key} is no list of strings.` });
  const known = new Set((held as string[]).map(normal));
  const missing = [...new Set(wanted)].filter((item) => !known.has(normal(item)));
  if (missing.length === 0) return false;
  merged[key] = [...(held as string[]), ...missing];
  changes.push(...missing.map((item) => `${key}: + ${item}`));
  return true;
}

function setLogs(merged: DaemonJson, logs: { maxSizeMb: number; maxFiles: number }, changes: string[]): void {
  const driver = merged['log-driver'];
  // Somebody sends the logs elsewhere: limits of files would be refused there.
  if (driver !== undefined && !fileDrivers.includes(String(driver))) return;
  const held = merged['log-opts'] ?? {};
  if (!isObject(held)) throw new AppError('daemon_json_invalid', { detail: 'log-opts is no object.' });
  const options: DaemonJson = { ...held };
  // The values of log-opts are strings, numbers included.
  set(options, 'max-size', `${logs.maxSizeMb}m`, 'log-opts.max-size', changes);
  set(options, 'max-file', String(logs.maxFiles), 'log-opts.max-file', changes);
  merged['log-opts'] = options;
  if (driver === undefined && Object.keys(held).length === 0) set(merged, 'log-driver', 'json-file', 'log-driver', changes);
}

function setOverlay2(merged: DaemonJson, changes: string[]): void {
  set(merged, 'storage-driver', 'overlay2', 'storage-driver', changes);
  const features = merged.features;
  if (isObject(features) && features['containerd-snapshotter'] === true) {
    const changed: DaemonJson = { ...features };
    set(changed, 'containerd-snapshotter', false, 'features.containerd-snapshotter', changes);
    merged.features = changed;
  }
}

function set(object: DaemonJson, key: string, value: unknown, name: string, changes: string[]): void {
  const before = object[key];
  if (before === value) return;
  object[key] = value;
  changes.push(before === undefined ? `${name}: + ${String(value)}` : `${name}: ${JSON.stringify(before)} → ${String(value)}`);
}

function isObject(value: unknown): value is DaemonJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
