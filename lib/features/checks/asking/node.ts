import { isAppError } from '@/lib/core/errors';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { Look } from '../kind';
import { type Trouble, troubled } from '../trouble';

/** The most that one question may print. */
const probeMaxBytes = 64 * 1024;

/**
 * Asks a constant of a node, as root where the panel can be root, else as the login user. The command's first line of output is the name of
 * the host it ran on, which the daemon has told without a shell: another one means that something stands between, and nothing that was
 * printed is believed.
 * @param command begins with {@link canary}'s words. @returns its lines after the first, or why they are not believed. @throws AppError
 */
export async function askNode(look: Look, command: RemoteCommand, input?: string, timeoutMs?: number): Promise<string | Trouble> {
  const options = { ...(input !== undefined && { input }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const [host, text] = await Promise.all([look.host(), asRootOrLogin(look, command, options)]);
  if (!host) return troubled('engine_down');
  if (text.length > probeMaxBytes) return troubled('output_limit', `${text.length} bytes`);
  const end = text.indexOf('\n');
  if (text.slice(0, end) !== host.hostname) return troubled('shell_altered', text.slice(0, Math.max(0, end)).slice(0, 100));
  return text.slice(end + 1);
}

async function asRootOrLogin(
  look: Look,
  command: RemoteCommand,
  options: { input?: string; timeoutMs?: number },
): Promise<string> {
  try {
    return await look.askRoot(command, options);
  } catch (error) {
    if (isAppError(error) && error.code === 'root_unavailable') return look.ask(command, options);
    throw error;
  }
}
