import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { run, waitFor } from './host';
import { cacheRoot } from './layout';
import { fillMirror } from './mirror';

test('where forky cannot be built trixie stands in for it, the reason is kept, and nobody waits for it twice', async () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'berth-lab-cache-'));
  // A mirror that serves nothing at all.
  const server = createServer((_request, response) => {
    asked++;
    response.writeHead(404).end();
  });
  let asked = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('BERTH_LAB_CACHE', cache);
  vi.stubEnv('BERTH_LAB_MIRROR', `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`);
  vi.resetModules();
  try {
    const elsewhere = await import('./build');
    expect(await elsewhere.newestBase()).toBe('trixie');
    expect(readFileSync(`${cache}/bases/.forky.failed`, 'utf8')).toContain('debootstrap of forky failed');
    expect(asked).toBeGreaterThan(0);
    const before = asked;
    expect(await elsewhere.newestBase()).toBe('trixie');
    expect(asked).toBe(before);
    await expect(elsewhere.ensureBuilt([{ base: 'forky', store: 'overlay2' }], () => {})).rejects.toThrow('debootstrap');
  } finally {
    vi.unstubAllEnvs();
    vi.resetModules();
    server.close();
    rmSync(cache, { recursive: true, force: true });
  }
});

test('a base being built leaves no process and no mount when its builder is killed', async () => {
  const target = `${cacheRoot}/.cut-off`;
  const packages = mkdtempSync(path.join(tmpdir(), 'berth-packages-'));
  // The packages of the base that stands: what is asked here is how a build ends, and not whether a mirror can be reached.
  await fillMirror(packages);
  const root = fileURLToPath(new URL('..', import.meta.url));
  const script = `import { debootstrap } from ${JSON.stringify(path.join(root, 'lab/bases.ts'))}; await debootstrap('bookworm', ${JSON.stringify(target)}, [], () => {});`;
  const builder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, BERTH_LAB_MIRROR: `file://${packages}/debian` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  builder.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = new Promise((resolve) => builder.once('close', resolve));
  try {
    // From here on its programs run inside the target, over the target's own /proc.
    await waitFor(
      'the second stage of debootstrap',
      240_000,
      () => existsSync(`${target}/var/lib/dpkg/info/libc6:amd64.list`) || builder.exitCode !== null,
    );
    expect(builder.exitCode, said).toBe(null);
    // The builder alone, as the kernel or a person ends it, and not the programs it started.
    builder.kill('SIGKILL');
    await ended;
    await waitFor('its programs ending', 10_000, async () => !(await run(['ps', '-eo', 'args'])).stdout.includes(target));
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(target);
  } finally {
    builder.kill('SIGKILL');
    rmSync(target, { recursive: true, force: true });
    rmSync(packages, { recursive: true, force: true });
  }
}, 300_000);
