import { isAppError } from '@/lib/core/errors';
import { bad, defineCheck, ok, type Subject, skipped, warn } from '../check';
import { askInstalledDocker } from '../installed-docker';

/** Does the Engine answer the panel, now? */
export const dockerAnswers = defineCheck({
  id: 'docker_answers',
  needs: 'connection',
  async ask(subject: Subject) {
    const { runs } = await askInstalledDocker(subject);
    try {
      await (await subject.engine()).system.ping();
      return { runs, refusal: null };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { runs, refusal: { code: error.code as string, detail: error.detail ?? null } };
    }
  },
  conclude({ runs, refusal }, { status, loginUser }) {
    const params = { user: loginUser, way: status.access?.docker ?? '' };
    if (!refusal) return ok('docker_answers', { params, evidence: status.transport && `${status.transport} · ${params.way}` });
    const evidence = refusal.detail;
    // What is not there or does not run is said where it is looked for.
    if (!runs) return skipped('needs_docker', { evidence });
    // Closed to this login is how a class begins: it opens with the root login.
    const closed = ['docker_denied', 'root_password_wrong', 'su_not_allowed', 'sudo_refused', 'root_unavailable'];
    if (closed.includes(refusal.code)) return warn('docker_closed', { params, evidence, fix: { kind: 'root_login' } });
    return bad('docker_silent', { params, evidence, fix: { kind: 'reconnect' } });
  },
});
