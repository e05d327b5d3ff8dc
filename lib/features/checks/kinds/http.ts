import { isAppError } from '@/lib/core/errors';
import { getOver } from '../asking/http';
import { failed, firstOf, passed } from '../conclusions';
import { defineKind } from '../kind';

/** null: nobody listens at the port. */
type Facts = { answer: { status: number; body: string } | null };
const bodyKept = 4_000;

/** A web server on the node, asked from the node itself. */
export const http = defineKind<'http', Facts>({
  is: 'http',
  hears: ['container'],
  channel: 'E',
  async ask(look, spec) {
    try {
      const { status, body } = await getOver(await look.openPort(spec.port), {
        host: `localhost:${spec.port}`,
        path: spec.path ?? '/',
      });
      const at = spec.contains === undefined ? 0 : Math.max(0, body.indexOf(spec.contains) - bodyKept / 2);
      return { answer: { status, body: body.slice(at, at + bodyKept) } };
    } catch (error) {
      // sshd's word for a connection that was refused at the port (RFC 4254 5.1).
      if (isAppError(error) && (error.code === 'ssh_channel_refused' || error.code === 'registry_unreachable'))
        return { answer: null };
      throw error;
    }
  },
  conclude(spec, { answer }) {
    const where = spec.port;
    if (!answer) return failed('port_silent', { where });
    return (
      firstOf(
        answer.status !== (spec.status ?? 200) &&
          failed('http_status', { wanted: spec.status ?? 200, found: answer.status, where }),
        spec.contains !== undefined &&
          !answer.body.includes(spec.contains) &&
          failed('http_body', { wanted: spec.contains, where }),
      ) ?? passed(answer.status)
    );
  },
});
