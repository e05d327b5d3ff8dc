import { AppError, isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';

interface SshLikeError extends Error {
  level?: string;
  code?: string | number;
  reason?: number | string;
}

/** What a connect failed of, in our words. ssh2 marks where by `level`, the system by `code` (errno(3)). */
export function mapConnectError(error: SshLikeError): AppError {
  if (isAppError(error)) return error;
  return new AppError(connectCode(error), { detail: error.message, cause: error });
}

function connectCode(error: SshLikeError): ErrorCode {
  if (error.level === 'client-authentication') return 'ssh_auth_failed';
  if (error.level === 'client-timeout') return 'node_unreachable';
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'address_unknown';
  // ssh2's words for a first line that is none of SSH's (RFC 4253 4.2), or too much before it.
  if (/invalid header|header line|greeting lines|identification string/i.test(error.message)) return 'not_ssh';
  if (/no matching/i.test(error.message)) return 'ssh_algorithms';
  if (error.code === 'ECONNREFUSED') return 'node_refused';
  if (error.code === 'ECONNRESET' || /before handshake|lost|closed/i.test(error.message)) return 'node_refused';
  return 'node_unreachable';
}

/** Why a channel was not opened: sshd says hardly more than that it was not (RFC 4254 5.1 has reasons, sshd uses one). */
export function mapChannelError(error: SshLikeError): AppError {
  if (isAppError(error)) return error;
  if (/not connected|no response|client closed|destroyed/i.test(error.message))
    return new AppError('node_lost', { detail: error.message, cause: error });
  return new AppError('ssh_channel_refused', { detail: error.message, cause: error });
}
