import { afterAll, beforeAll, expect } from 'vitest';
import { downLab } from '@/lab/lab';
import type { DockerEngine } from '@/lib/gateways/docker/engine';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';
import { asRoot, type TestLab, testLab, withEngine } from './test-lab';

interface DockerLab extends TestLab {
  /** Work with the Engine of one of the two nodes, as root, over a connection of its own. */
  on<T>(which: 'old' | 'recent', work: (engine: DockerEngine, ssh: SshConnection) => Promise<T>): Promise<T>;
}

/** The lab of a test file, which stands while its tests run. What is in it can be read from their hooks on. */
export function dockerLab(name: string): DockerLab {
  let up: TestLab | null = null;
  beforeAll(async () => {
    up = await testLab(name);
  });
  afterAll(() => downLab(name));
  const found = (): TestLab => {
    if (!up) throw new Error(`The lab ${name} is not up yet.`);
    return up;
  };
  return {
    get lab() {
      return found().lab;
    },
    get old() {
      return found().old;
    },
    get recent() {
      return found().recent;
    },
    get privateKey() {
      return found().privateKey;
    },
    on: (which, work) => withEngine(asRoot(found(), found()[which]), work),
  };
}

/** An error of this code, with this in what Docker or the node said. */
export const failing = (code: string, detail?: string): unknown =>
  expect.objectContaining({ code, ...(detail !== undefined && { detail: expect.stringContaining(detail) }) });

/** Pulls by the Engine, to the end. */
export const pull = (engine: DockerEngine, ref: string): Promise<void> =>
  engine.images.pull(ref, () => {}, new AbortController().signal);

/** Runs a constant of the test as root. @returns what it printed */
export const shell = async (ssh: SshConnection, command: string): Promise<string> =>
  (await ssh.run(command as RemoteCommand)).stdout.toString().trim();
