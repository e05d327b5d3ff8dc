import { AppError } from '@/lib/core/errors';
import { DockerDaemon } from '@/lib/gateways/docker/commands/daemon';
import { type DaemonJsonInput, type Merge, mergeDaemonJson, plainMirror } from '@/lib/gateways/docker/commands/daemon-json';
import {
  type DaemonJsonFile,
  readDaemonJson,
  restoreDaemonJson,
  settleDaemonJson,
  writeDaemonJson,
} from '@/lib/gateways/docker/commands/daemon-json-file';
import { rootOf } from '../run-as-root';
import type { Step, StepNode } from '../step';

/** Mirrors, insecure registries, log limits and the image store in /etc/docker/daemon.json, beside everything that stands there. */
export function dockerDaemonJson(input: DaemonJsonInput): Step {
  const look = async (node: StepNode): Promise<DaemonJsonFile & Merge> => {
    const file = await readDaemonJson(rootOf(node));
    return { ...file, ...mergeDaemonJson(file.config, input) };
  };
  return {
    id: 'docker.daemon-json',
    async check(node) {
      const found = await look(node);
      return { ok: found.changes.length === 0 && !found.unfinished, detail: found.changes.join('\n') };
    },
    async plan(node) {
      const found = await look(node);
      // Who reads the plan wants to know whether something stops that is at work now.
      const stops = found.running > 0 ? ` (docker ps: ${found.running})` : '';
      const restart = found.reload === 'restart' ? [`systemctl restart docker${stops}`] : [];
      return [...found.changes, ...restart];
    },
    async apply(node) {
      const found = await look(node);
      const root = rootOf(node);
      const daemon = new DockerDaemon(root, node.signal);
      if (found.changes.length > 0) await writeDaemonJson(root, found.merged);
      const { kind } = await daemon.state();
      // Not installed yet, or stopped on purpose: the next start reads the file.
      if (kind === 'answers') {
        // Of an unfinished change nobody knows what the daemon has read.
        if (found.reload === 'restart' || found.unfinished) await daemon.restart();
        else await daemon.reload();
        await daemon.untilItAnswers();
      } else if (found.unfinished && kind !== 'missing') await daemon.start();
      const taken = kind === 'answers' ? await daemon.registries() : null;
      const lost = input.mirrors.filter((mirror) => taken && !taken.mirrors.includes(plainMirror(mirror)));
      // A daemon that does not like its file says so in its log alone, and goes on with what it had.
      if (lost.length > 0) throw new AppError('step_failed', { detail: `docker info: registry-mirrors - ${lost.join(' ')}` });
      await settleDaemonJson(root);
      return found.changes.join('\n');
    },
    async undo(node) {
      const root = rootOf(node);
      if (!(await restoreDaemonJson(root))) return '';
      const daemon = new DockerDaemon(root, node.signal);
      if ((await daemon.state()).kind !== 'missing') await daemon.restart();
      return '/etc/docker/daemon.json ← daemon.json.berth-backup';
    },
  };
}
