import { AppError, isAppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import type { ConnectStage } from '@/lib/shared/node-test';
import { algorithms } from './algorithms';
import { type ConnectOptions, connectSsh } from './connect';
import { printable } from './printable';
import { presentHostKey } from './host-key-format';
import type { ServerHello } from './server-hello';
import type { SshConnection, SshTarget } from './ssh-connection';

/** One stage that is over, or that waits for somebody: a host key nobody has approved. */
export interface StageReport {
  stage: Exclude<ConnectStage, 'docker'>;
  state: 'ok' | 'failed' | 'waiting';
  /** Why, when it is not `ok`. */
  code: ErrorCode | null;
  /** What was seen, printable and short: the address, the version line, the algorithms, the key, the user. */
  evidence: string | null;
  /** With `algorithms`: what the server offers. */
  offers?: ServerHello['offers'];
  /** With `host_key`: the offered key as `<type> <base64>`. */
  hostKey?: string;
}

const order = ['address', 'port', 'banner', 'algorithms', 'host_key', 'login'] as const;

/**
 * Connects like `connectSsh` and tells each stage when it is over; the last one told is the one that did not pass, and those after it are
 * not told at all. Nothing is offered to a node before its host key is the approved one (or the one `target.hostKeySha256` names).
 * @returns the connection, which the caller closes. @throws AppError as `connectSsh`, after `onStage` was told
 */
export async function connectInStages(
  target: SshTarget,
  onStage: (report: StageReport) => void,
  options: Omit<ConnectOptions, 'progress'>,
): Promise<SshConnection> {
  let next = 0;
  let offers: ServerHello['offers'] = null;
  let hostKey: string | null = null;
  const ok = (stage: StageReport['stage'], evidence: string | null, more: Partial<StageReport> = {}) => {
    if (order.indexOf(stage) !== next) return;
    next++;
    onStage({ stage, state: 'ok', code: null, evidence: evidence && printable(evidence), ...more });
  };
  try {
    const connection = await connectSsh(target, {
      ...options,
      progress: {
        address: (address) => ok('address', address),
        port: () => ok('port', `${target.host}:${target.port}`),
        hello: (hello) => {
          ok('banner', hello.version);
          offers = hello.offers;
        },
        hostKey: (offered, approved) => {
          hostKey = offered;
          ok('algorithms', chosen(offers), { offers });
          if (approved) ok('host_key', fingerprint(offered), { hostKey: offered });
        },
      },
    });
    ok('login', target.user);
    return connection;
  } catch (error) {
    const { code, detail } = isAppError(error) ? error : new AppError('internal');
    // A key that cannot be read is found out before the server said anything.
    const stage = code === 'credential_unreadable' ? 'login' : (order[next] ?? 'login');
    const seen = stage === 'host_key' ? fingerprint(hostKey) : (detail ?? null);
    onStage({
      stage,
      state: code === 'host_key_unverified' ? 'waiting' : 'failed',
      code,
      evidence: seen && printable(seen),
      ...(stage === 'algorithms' && { offers }),
      ...(stage === 'host_key' && hostKey !== null && { hostKey }),
    });
    throw error;
  }
}

/** What both sides agree on: the first of ours that is theirs too (RFC 4253 7.1). */
function chosen(offers: ServerHello['offers']): string | null {
  if (!offers) return null;
  const first = (ours: readonly string[], theirs: string[]) => ours.find((name) => theirs.includes(name));
  const cipher = first(algorithms.cipher, offers.ciphers);
  const mac = cipher?.includes('gcm') ? undefined : first(algorithms.hmac, offers.macs);
  return [first(algorithms.kex, offers.kex), cipher, mac].filter(Boolean).join(', ') || null;
}

/** What a server offers and the panel refuses to speak: SHA-1, small groups, CBC. @returns names, without duplicates */
export function weakOffers(offers: NonNullable<ServerHello['offers']>): string[] {
  const weak = /sha1(?!\d)|sha1-|^ssh-rsa$|^ssh-dss|-cbc|arcfour|3des|hmac-md5|umac-64|group1-/;
  return [...new Set([...offers.kex, ...offers.hostKeys, ...offers.ciphers, ...offers.macs])].filter((name) => weak.test(name));
}

function fingerprint(key: string | null): string | null {
  const shown = presentHostKey(key);
  return shown && `${shown.type} ${shown.sha256}`;
}
