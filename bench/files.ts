import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { installPackage } from '@/lab/host';
import { execOnNode } from '@/lab/lab';
import { type BenchNode, runContainer, withBenchNode } from './bench-lab';
import { type BenchPanel, startBenchPanel } from './bench-panel';
import { cliCommand } from './docker-api';
import { measureInterleaved, type Sample } from './interleave';
import { check, compare, type Measure } from './report';

/** 0.7 of the rate of scp. Out, the daemon alone takes longer than that (docs/decisions/063-what-files-measures.md). */
const scpGoal = 1 / 0.7;
/** No slower than the command that does the same. */
const copyGoal = 1;
const memoryMaxMib = 30;
const mebibyte = 1024 * 1024;
const fileBytes = 1024 * mebibyte;
const container = 'bench-files';

/**
 * A file of 1 GiB out of a container and into it through the panel's API, against scp(1) from and to the disk of the same node, and against
 * `docker cp` over ssh, which has the daemon do the same work; and how much more memory the panel has at its highest meanwhile than before.
 * @param samples transfers in each of the four blocks, in each direction.
 */
export function measureFiles(samples: number, say: (line: string) => void): Promise<Measure> {
  return withBenchNode(say, async (node) => {
    await installPackage('curl', 'curl', say);
    const local = path.join(node.directory, 'file');
    say(`Writing ${fileBytes / mebibyte} MiB …`);
    await pipeline(pieces(), createWriteStream(local));
    await execOnNode(node.lab, node.name, ['docker', 'pull', '-q', 'alpine']);
    await runContainer(node, container);
    const panel = await startBenchPanel([node], node.directory, say);
    try {
      await ready(panel, node);
      const small = path.join(node.directory, 'small');
      writeFileSync(small, randomBytes(32 * mebibyte));
      await put(panel, node, '/small', small, 32 * mebibyte);
      await get(panel, node, '/small', 32 * mebibyte);
      const before = memoryKib(panel.pid, 'VmRSS');
      // From now on the highest (proc(5), clear_refs).
      writeFileSync(`/proc/${panel.pid}/clear_refs`, '5');
      const sends = () => put(panel, node, '/file', local, fileBytes);
      const fetches = () => get(panel, node, '/file', fileBytes);
      const beside = (what: string, ours: Sample, peer: Sample) => {
        say(`${what}, ${4 * samples} times …`);
        return measureInterleaved(ours, peer, samples, 0);
      };
      const up = await beside('Sending beside scp', sends, scp(node, [local, `root@${node.host}:/var/tmp/file`]));
      const upCopy = await beside('Sending beside docker cp', sends, dockerCp(node, [local, `${container}:/copy`]));
      const down = await beside('Fetching beside scp', fetches, scp(node, [`root@${node.host}:/var/tmp/file`, '/dev/null']));
      const downCopy = await beside('Fetching beside docker cp', fetches, dockerCp(node, [`${container}:/file`, '-']));
      const moreMib = (memoryKib(panel.pid, 'VmHWM') - before) / 1024;
      return {
        name: 'files',
        ours: 'through the panel',
        comparisons: [
          compare('scp to the node', up, scpGoal),
          compare('docker cp into the container', upCopy, copyGoal),
          compare('scp from the node', down, null),
          compare('docker cp out of the container', downCopy, copyGoal),
        ],
        checks: [check('memory', "MiB more of the panel's memory at its highest", moreMib, memoryMaxMib)],
      };
    } finally {
      await panel.stop();
      await execOnNode(node.lab, node.name, ['sh', '-c', `rm -f /var/tmp/file; docker rm -f ${container}`]);
    }
  });
}

function* pieces(): Generator<Buffer> {
  for (let written = 0; written < fileBytes; written += mebibyte) yield randomBytes(mebibyte);
}

const addressOf = (panel: BenchPanel, { name }: BenchNode, file: string, query = ''): string =>
  `${panel.origin}/api/v1/nodes/${name}/containers/${container}/files/content?path=${encodeURIComponent(file)}${query}`;

const headersOf = ({ origin, cookie }: BenchPanel) => ({ cookie, origin });

async function ready(panel: BenchPanel, { name }: BenchNode): Promise<void> {
  for (;;) {
    const response = await fetch(`${panel.origin}/api/v1/nodes/${name}`, { headers: headersOf(panel) });
    if (((await response.json()) as { state?: string }).state === 'ready') return;
    await pause(200);
  }
}

/** @throws Error when another number of bytes comes */
function get(panel: BenchPanel, node: BenchNode, file: string, bytes: number): Promise<void> {
  return curl(panel, ['--write-out', '%{http_code} %{size_download}', addressOf(panel, node, file)], `200 ${bytes}`);
}

function put(panel: BenchPanel, node: BenchNode, file: string, local: string, bytes: number): Promise<void> {
  const address = addressOf(panel, node, file, `&sizeBytes=${bytes}&replace=true`);
  const sent = ['--header', 'content-type: application/octet-stream', '--upload-file', local];
  return curl(panel, ['--write-out', '%{http_code} %{size_upload}', ...sent, address], `200 ${bytes}`);
}

/** As light a client as scp(1): Node's own spends as much on a GiB as the panel. @throws Error when it says something else */
async function curl({ origin, cookie }: BenchPanel, args: string[], says: string): Promise<void> {
  const common = [
    '--silent',
    '--show-error',
    '--output',
    '/dev/null',
    '--header',
    `cookie: ${cookie}`,
    '--header',
    `origin: ${origin}`,
  ];
  const child = spawn('/usr/bin/curl', [...common, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (said !== says) throw new Error(`curl says ${said}, not ${says}.`);
}

const scp = (node: BenchNode, fromTo: [string, string]): Sample =>
  // It warns that /dev/null has no length.
  command('/usr/bin/scp', ['-q', '-F', node.sshConfig, '-P', String(node.port), ...fromTo]);

function dockerCp({ host, port, sshPath, directory }: BenchNode, fromTo: [string, string]): Sample {
  const [docker, ...before] = cliCommand();
  const env = { NODE_ENV: 'production' as const, PATH: `${sshPath}:/usr/bin:/bin`, HOME: directory };
  return command(docker, [...before, '-H', `ssh://root@${host}:${port}`, 'cp', ...fromTo], env);
}

/** What it prints is left. */
const command =
  (name: string, args: string[], env?: NodeJS.ProcessEnv): Sample =>
  () =>
    new Promise((resolve, reject) => {
      const child = spawn(name, args, { stdio: 'ignore', ...(env && { env }) });
      child.once('error', reject);
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}.`))));
    });

/** One line of `/proc/PID/status`. */
function memoryKib(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}
