import { isAppError } from '@/lib/core/errors';
import type { RootLoginLook } from '@/lib/features/root-login/run-root-login';
import { rootLoginFiles } from '@/lib/shared/root-login-steps';
import type { Step, StepNode } from '../step';

/** After these the set-up has put the node back by itself, at once or by the node's own guard. */
const putBack: ReadonlySet<string> = new Set(['root_login_rolled_back', 'sshd_config_invalid']);

/**
 * The panel works as root by its own key, and root by password stays refused. The work is the root login's own (lib/features/root-login), with its
 * guard, its audit and its one field; here it is only looked at first, like everything else that is done to many nodes.
 */
export function rootLogin(): Step {
  const wentBack = new WeakSet<StepNode>();
  return {
    id: 'root.login',
    async check(node) {
      const { ok, permitRootLogin } = await node.lookAtRootLogin();
      return { ok, detail: `sshd -T: permitrootlogin ${permitRootLogin}` };
    },
    plan: async (node) => linesOf(node, await node.lookAtRootLogin()),
    async apply(node, report) {
      const lines = linesOf(node, await node.lookAtRootLogin());
      try {
        await node.setUpRootLogin((steps) => {
          const now = steps.find(({ state }) => state === 'running');
          if (now) report(`root-login: ${now.id}`);
        });
      } catch (error) {
        if (isAppError(error) && putBack.has(error.code)) wentBack.add(node);
        throw error;
      }
      return lines.join('\n');
    },
    /*
     * Says what the set-up has put back. One that was confirmed by a new connection is left: it is no wreck, and taking it back would be
     * a second reload of sshd right after a connection to this node has failed.
     */
    undo: async (node) => (wentBack.delete(node) ? `${rootLoginFiles.key} ←\n${rootLoginFiles.config} ←` : ''),
  };
}

function linesOf(node: StepNode, found: RootLoginLook): string[] {
  if (found.inPlace) return [`ssh root@${node.name}`];
  return [
    ...(found.key ? [] : [`${rootLoginFiles.key}: + ${found.line}`]),
    ...(found.config ? [] : [`${rootLoginFiles.config}: + PermitRootLogin prohibit-password`]),
    'sshd -t && reload sshd',
    `ssh root@${node.name}`,
  ];
}
