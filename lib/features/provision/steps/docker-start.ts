import { DockerDaemon } from '@/lib/gateways/docker/commands/daemon';
import { rootOf } from '../run-as-root';
import type { Step, StepNode } from '../step';

const daemonOf = (node: StepNode): DockerDaemon => new DockerDaemon(rootOf(node), node.signal);

/** The daemon runs now and, where there is systemd, after the next boot. */
export function dockerStart(): Step {
  return {
    id: 'docker.start',
    async check(node) {
      const { kind, said } = await daemonOf(node).state();
      return { ok: kind === 'answers', detail: kind === 'answers' ? said : '' };
    },
    plan: async () => ['service docker start'],
    async apply(node) {
      const daemon = daemonOf(node);
      const how = await daemon.start();
      return `${how}\n${(await daemon.state()).said}`;
    },
  };
}
