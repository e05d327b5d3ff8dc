import { answers, askDaemon, startDaemon } from '../daemon';
import type { Step } from '../step';

/** The daemon runs now and, where there is systemd, after the next boot. */
export function dockerStart(): Step {
  return {
    id: 'docker.start',
    async check(node) {
      const asked = await askDaemon(node);
      return { ok: answers(asked), detail: answers(asked) ? asked : '' };
    },
    plan: async () => ['service docker start'],
    async apply(node) {
      const how = await startDaemon(node);
      return `${how}\n${await askDaemon(node)}`;
    },
  };
}
