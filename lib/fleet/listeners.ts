import { remote } from '@/lib/gateways/ssh/remote';
import type { SshConnection } from '@/lib/gateways/ssh/ssh-connection';

/** Sockets that listen (state 0A), as the kernel lists them (proc_net_tcp(5)): no program is needed, and no right. */
const listening = remote`
grep -hE '^ *[0-9]+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:0000 0A ' /proc/net/tcp /proc/net/tcp6 2>/dev/null
true`;

/** Every address, and the loopback, in the byte order of either kind of processor; IPv6 has the mapped IPv4 loopback too. */
const catches =
  /^(0{8}|0100007F|7F000001|0{32}|0000000000000000FFFF00000100007F|00000000000000000000FFFF7F000001|0{24}01000000|0{31}1)$/;

/** @param text lines of /proc/net/tcp and tcp6 */
export function listensOnLoopback(text: string, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return text.split('\n').some((line) => {
    const [, local = ''] = line.trim().split(/\s+/);
    const [address = '', at] = local.split(':');
    return at === hex && catches.test(address);
  });
}

/** Does a program on the node listen on this port of its loopback? @throws AppError when it cannot be asked */
export async function isPortTaken(connection: SshConnection, port: number): Promise<boolean> {
  const { stdout } = await connection.run(listening);
  return listensOnLoopback(stdout.toString(), port);
}
