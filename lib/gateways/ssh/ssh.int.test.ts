import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { must } from '@/lab/host';
import { execOnNode, setSshdOptions, stopSshd, startSshd } from '@/lab/lab';
import { dialStdio, probeSocket } from '@/lib/gateways/docker/commands/socket';
import { dockerLab, failing } from '@/lib/testing/docker-lab';
import { asRoot, asUbuntu, connectOptions, until } from '@/lib/testing/test-lab';
import { connectSsh } from './connect';
import { presentHostKey } from './host-key-format';
import { connectInStages, type StageReport } from './stages';

const lab = 'ssh';
const t = dockerLab(lab);
/** How many passwords and keys sshd has judged so far, from its own debug log. */
async function attempts(node: string): Promise<number> {
  const { stdout } = await execOnNode(lab, node, ['cat', '/var/log/sshd-attempts.log']);
  return stdout.split('\n').filter((line) => /Accepted|Failed/.test(line)).length;
}

test.each(['old', 'recent'] as const)('the class logs in as ubuntu on the %s node, and Docker is closed to it', async (which) => {
  const ssh = await connectSsh(asUbuntu(t[which]), connectOptions);
  expect(await probeSocket(ssh)).toEqual({ found: 'denied' });
  await expect(ssh.openSocket('/var/run/docker.sock')).rejects.toThrow(failing('ssh_channel_refused'));
  ssh.close();
});

test.each(['old', 'recent'] as const)(
  'each of the host keys of the %s node is recognised when it is the approved one',
  async (which) => {
    for (const key of t[which].hostKeys) {
      const ssh = await connectSsh({ ...asUbuntu(t[which]), hostKey: key.publicKey }, connectOptions);
      ssh.close();
      expect(presentHostKey(key.publicKey)).toEqual({ type: key.type, sha256: key.sha256 });
    }
  },
);

test('without an approved host key nothing is sent, and the offered key is told', async () => {
  const offered: string[] = [];
  const connecting = connectSsh(
    { ...asUbuntu(t.old), hostKey: null },
    { ...connectOptions, onHostKey: (key) => offered.push(key) },
  );
  await expect(connecting).rejects.toThrow(failing('host_key_unverified'));
  expect(t.old.hostKeys.map((k) => k.publicKey)).toContain(offered[0]);
});

test('a changed host key is refused before a credential is offered', async () => {
  // sshd tells every judged credential on its standard error with -e.
  await stopSshd(lab, 'node0');
  await execOnNode(lab, 'node0', [
    'sh',
    '-c',
    'setsid /usr/sbin/sshd -D -e 2>/var/log/sshd-attempts.log </dev/null >/dev/null &',
  ]);
  await until(
    'sshd to listen',
    () => execOnNode(lab, 'node0', ['ss', '-Hltn', 'sport', '=', ':22']),
    (r) => r.stdout.includes(':22'),
  );
  const other = t.recent.hostKeys.find((k) => k.type === 'ssh-ed25519');
  await expect(connectSsh({ ...asUbuntu(t.old), hostKey: other?.publicKey ?? null }, connectOptions)).rejects.toThrow(
    failing('host_key_changed'),
  );
  expect(await attempts('node0')).toBe(0);
  // The counter counts: a login with the right key is seen.
  (await connectSsh(asUbuntu(t.old), connectOptions)).close();
  await until(
    'the login to be seen',
    () => attempts('node0'),
    (n) => n === 1,
  );
  await stopSshd(lab, 'node0');
  await startSshd(lab, 'node0');
});

test('an RSA host key of 1024 bits is refused, approved or not, before a credential is offered', async () => {
  await execOnNode(lab, 'node0', ['sh', '-c', 'ssh-keygen -q -t rsa -b 1024 -N "" -f /etc/ssh/short']);
  const { stdout } = await execOnNode(lab, 'node0', ['cat', '/etc/ssh/short.pub']);
  await setSshdOptions(lab, 'node0', { HostKey: '/etc/ssh/short' });
  try {
    for (const hostKey of [null, stdout.split(' ').slice(0, 2).join(' ')]) {
      const connecting = connectSsh({ ...asUbuntu(t.old), hostKey }, connectOptions);
      await expect(connecting).rejects.toThrow(
        expect.objectContaining({ code: 'ssh_algorithms', detail: expect.stringContaining('1024 bits') }),
      );
    }
  } finally {
    await setSshdOptions(lab, 'node0', {});
  }
});

test('a real server without anything but ChaCha20, tinysshd, is refused with the reason', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-tinysshd-'));
  // Unpacked, not installed: the package would start a server of its own on this machine.
  await must(['apt-get', 'update', '-qq']);
  await must(['sh', '-c', 'cd "$1" && apt-get download -qq tinysshd && dpkg -x tinysshd_*.deb .', 'sh', directory]);
  const keys = path.join(directory, 'keys');
  await must([path.join(directory, 'usr/sbin/tinysshd-makekey'), keys]);
  const server = createServer((socket) => {
    const child = spawn(path.join(directory, 'usr/sbin/tinysshd'), [keys], { stdio: ['pipe', 'pipe', 'ignore'] });
    for (const stream of [socket, child.stdin]) stream.on('error', () => {});
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const told: StageReport[] = [];
  const connecting = connectInStages(
    { ...asUbuntu(t.old), host: '127.0.0.1', port, hostKey: null },
    (report) => told.push(report),
    connectOptions,
  );
  await expect(connecting).rejects.toThrow(failing('ssh_algorithms'));
  expect(told.find((report) => report.stage === 'banner')?.evidence).toContain('tinyssh');
  expect(told.at(-1)).toMatchObject({ stage: 'algorithms', evidence: expect.stringContaining('cipher') });
  server.close();
  rmSync(directory, { recursive: true });
});

test('a wrong password is refused', async () => {
  await expect(connectSsh({ ...asUbuntu(t.old), auth: { kind: 'password', password: 'wrong' } }, connectOptions)).rejects.toThrow(
    failing('ssh_auth_failed'),
  );
});

test('root may not log in by password, only by the key', async () => {
  await expect(
    connectSsh({ ...asUbuntu(t.old), user: 'root', auth: { kind: 'password', password: 'root' } }, connectOptions),
  ).rejects.toThrow(failing('ssh_auth_failed'));
  const ssh = await connectSsh(asRoot(t, t.old), connectOptions);
  expect((await ssh.readFile('/root/.ssh/authorized_keys')).toString()).toContain('ssh-ed25519');
  ssh.close();
});

test('a damaged private key is told as such', async () => {
  const auth = {
    kind: 'private_key',
    privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
  } as const;
  await expect(connectSsh({ ...asRoot(t, t.old), auth }, connectOptions)).rejects.toThrow(failing('credential_unreadable'));
});

test('a port where nobody listens refuses, an address where nobody lives is not reached', async () => {
  await expect(connectSsh({ ...asUbuntu(t.old), port: 2222 }, connectOptions)).rejects.toThrow(failing('node_refused'));
  const nobody = t.old.host.replace(/\d+$/, '99');
  await expect(connectSsh({ ...asUbuntu(t.old), host: nobody }, { ...connectOptions, timeoutMs: 1_500 })).rejects.toThrow(
    failing('node_unreachable'),
  );
});

test('with forwarding switched off the socket is refused, and dial-stdio still reaches Docker', async () => {
  await setSshdOptions(lab, 'node0', { AllowStreamLocalForwarding: 'no' });
  const ssh = await connectSsh(asRoot(t, t.old), connectOptions);
  await expect(ssh.openSocket('/var/run/docker.sock')).rejects.toThrow(failing('ssh_channel_refused'));
  const channel = await ssh.openCommand(dialStdio);
  channel.write('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of channel) text += String(chunk);
  expect(text).toContain('200 OK');
  ssh.close();
  await setSshdOptions(lab, 'node0', {});
});

test('a shell is a real terminal: it echoes, knows its size, and ends with an exit code', async () => {
  const ssh = await connectSsh(asUbuntu(t.recent), connectOptions);
  const pty = await ssh.openShell({ cols: 101, rows: 31, term: 'xterm-256color' });
  let text = '';
  pty.output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  pty.resize(120, 40);
  pty.write(Buffer.from('stty size; exit 7\n'));
  expect(await pty.ended).toEqual({ reason: 'exited', exitCode: 7 });
  expect(text).toContain('40 120');
  ssh.close();
});

test('when sshd is cut off, what is under way ends with an error', async () => {
  const ssh = await connectSsh(asRoot(t, t.old), connectOptions);
  const pty = await ssh.openShell({ cols: 80, rows: 24, term: 'xterm' });
  await stopSshd(lab, 'node0', true);
  expect((await pty.ended).reason).toBe('lost');
  await ssh.closed;
  await expect(ssh.openSocket('/var/run/docker.sock')).rejects.toThrow(failing('node_lost'));
  await startSshd(lab, 'node0');
});

test.each(['old', 'recent'] as const)(
  'a shell of the %s node knows letters from bytes where the node itself sets no locale',
  async (which) => {
    const node = t[which];
    const inside = (script: string) => execOnNode(lab, node.name, ['sh', '-c', script]);
    await inside('mv /etc/default/locale /etc/default/locale.was');
    const ssh = await connectSsh(asUbuntu(node), connectOptions);
    try {
      const pty = await ssh.openShell({ cols: 80, rows: 24, term: 'xterm' });
      let shown = '';
      pty.output.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
      });
      await until(
        'the prompt',
        () => shown,
        (text) => text.includes('$ '),
      );
      // Delete takes back one letter, not one byte of it.
      pty.write(Buffer.from('echo "<가나다\x7f라>" | tr "<>" "[]"\r'));
      await until(
        'what was typed',
        () => shown,
        (text) => text.includes('[가나라]'),
      );
      pty.close();
    } finally {
      ssh.close();
      await inside('mv /etc/default/locale.was /etc/default/locale');
    }
  },
);

test.each(['old', 'recent'] as const)(
  'a pipe that a student puts where a file was does not stop the reading of the %s node',
  async (which) => {
    await execOnNode(lab, t[which].name, ['mkfifo', '/tmp/size']);
    const ssh = await connectSsh(asUbuntu(t[which]), connectOptions);
    await expect(ssh.readFile('/tmp/size')).rejects.toThrow();
    expect((await ssh.readFile('/etc/passwd')).toString()).toContain('root:');
    ssh.close();
  },
);
