import { createServer, type Server, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '@/lib/core/log';
import { connectInStages, type StageReport, weakOffers } from './stages';
import type { SshTarget } from './ssh-connection';

const options = { timeoutMs: 5_000, keepaliveIntervalMs: 0, keepaliveCountMax: 3, log: createLogger('silent') };
const ends: Array<() => void> = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return (server.address() as { port: number }).port;
}

/** A server that does this with whoever connects. */
const answering = (answer: (socket: Socket) => void): Promise<number> =>
  listen(
    createServer((socket) => {
      ends.push(() => socket.destroy());
      socket.on('error', () => {});
      answer(socket);
    }),
  );

const key = ssh2.utils.generateKeyPairSync('ed25519');

/** An SSH server that takes one password; the methods it was asked with are noted. */
async function sshServer(
  password: string,
  algorithms?: ssh2.ServerConfig['algorithms'],
): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = new ssh2.Server({ hostKeys: [key.private], ...(algorithms && { algorithms }) }, (client) => {
    ends.push(() => client.end());
    client.on('error', () => {});
    client.on('authentication', (auth) => {
      asked.push(auth.method);
      if (auth.method === 'password' && auth.password === password) auth.accept();
      else auth.reject(['password']);
    });
  });
  return { port: await listen(server as unknown as Server), asked };
}

async function stagesOf(target: Partial<SshTarget> & { port: number }, timeoutMs = options.timeoutMs) {
  const told: StageReport[] = [];
  const connecting = connectInStages(
    { host: '127.0.0.1', user: 'ubuntu', auth: { kind: 'password', password: 'right' }, hostKey: null, ...target },
    (report) => told.push(report),
    { ...options, timeoutMs },
  );
  const connection = await connecting.catch(() => null);
  connection?.close();
  return told;
}
const short = (told: StageReport[]) => told.map(({ stage, state, code }) => `${stage} ${code ?? state}`);

test('a key nobody has approved: everything before it is told, and nothing is offered', async () => {
  const { port, asked } = await sshServer('right');
  const told = await stagesOf({ port });
  expect(short(told)).toEqual(['address ok', 'port ok', 'banner ok', 'algorithms ok', 'host_key host_key_unverified']);
  expect(told[4]).toMatchObject({ state: 'waiting', evidence: expect.stringMatching(/^ssh-ed25519 SHA256:/) });
  expect(told[2]?.evidence).toMatch(/^SSH-2\.0-/);
  expect(told[3]?.evidence).toContain('curve25519-sha256');
  expect(told[3]?.offers?.hostKeys).toContain('ssh-ed25519');
  expect(asked).toEqual([]);
});

test('the fingerprint that was looked at goes on to the login; another one does not', async () => {
  const { port, asked } = await sshServer('right');
  const seen = (await stagesOf({ port })).at(-1)?.evidence?.split(' ')[1] ?? '';
  const other = `SHA256:${'A'.repeat(43)}`;
  expect(short(await stagesOf({ port, hostKeySha256: other })).at(-1)).toBe('host_key host_key_mismatch');
  expect(asked).toEqual([]);
  expect(short(await stagesOf({ port, hostKeySha256: seen })).slice(-2)).toEqual(['host_key ok', 'login ok']);
  expect(short(await stagesOf({ port, hostKeySha256: seen, auth: { kind: 'password', password: 'wrong' } })).slice(-2)).toEqual([
    'host_key ok',
    'login ssh_auth_failed',
  ]);
});

test('a changed key is a failure, before anything is offered', async () => {
  const { port, asked } = await sshServer('right');
  const told = await stagesOf({ port, hostKey: ssh2.utils.generateKeyPairSync('ed25519').public });
  expect(told.at(-1)).toMatchObject({ stage: 'host_key', state: 'failed', code: 'host_key_changed' });
  expect(asked).toEqual([]);
});

test('a key that cannot be read is told at the login', async () => {
  const { port } = await sshServer('right');
  const told = await stagesOf({ port, auth: { kind: 'private_key', privateKey: 'no key' } });
  expect(short(told).at(-1)).toBe('login credential_unreadable');
});

test('a server that offers nothing but weak algorithms fails there, and what it offers is told', async () => {
  const { port } = await sshServer('right', { kex: ['diffie-hellman-group1-sha1'] });
  const told = await stagesOf({ port });
  expect(short(told).at(-1)).toBe('algorithms ssh_algorithms');
  expect(weakOffers(told.at(-1)?.offers ?? { kex: [], hostKeys: [], ciphers: [], macs: [] })).toContain(
    'diffie-hellman-group1-sha1',
  );
});

test('weak is what the panel does not speak, and nothing else', () => {
  const kex = [
    'curve25519-sha256',
    'diffie-hellman-group14-sha1',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ];
  const hostKeys = ['ssh-ed25519', 'ssh-rsa', 'rsa-sha2-256'];
  const ciphers = ['aes128-ctr', 'aes128-cbc', '3des-cbc'];
  const macs = ['hmac-sha1', 'hmac-sha1-etm@openssh.com', 'hmac-sha2-256', 'umac-64@openssh.com', 'umac-128@openssh.com'];
  expect(weakOffers({ kex, hostKeys, ciphers, macs })).toEqual([
    'diffie-hellman-group14-sha1',
    'ssh-rsa',
    'aes128-cbc',
    '3des-cbc',
    'hmac-sha1',
    'hmac-sha1-etm@openssh.com',
    'umac-64@openssh.com',
  ]);
});

test('nobody listens; a name nobody knows', async () => {
  const port = await answering(() => {});
  for (const end of ends.splice(0)) end();
  expect(short(await stagesOf({ port }))).toEqual(['address ok', 'port node_refused']);
  expect(short(await stagesOf({ port, host: 'nobody.invalid' }))).toEqual(['address address_unknown']);
});

test.each([
  ['a web server', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['ten megabytes without a line end', (socket: Socket) => socket.write(Buffer.alloc(10 * 1024 * 1024, 'x'))],
  ['lines without end', (socket: Socket) => socket.write(Buffer.from('hello\r\n'.repeat(100_000)))],
] as const)('what is no SSH server fails at the banner: %s', async (_what, answer) => {
  const told = await stagesOf({ port: await answering(answer) });
  expect(told.at(-1)).toMatchObject({
    stage: 'banner',
    state: 'failed',
    code: expect.stringMatching(/^(not_ssh|node_refused)$/),
  });
});

test('sshd that says why it will not talk is still sshd', async () => {
  const port = await answering((socket) => socket.end('Not allowed at this time\r\n'));
  const told = await stagesOf({ port });
  expect(told.at(-1)).toMatchObject({ stage: 'banner', code: 'ssh_throttled', evidence: 'Not allowed at this time' });
});

test('one byte at a time, for ever: given up at the deadline', async () => {
  const port = await answering((socket) => {
    const timer = setInterval(() => socket.write('S'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  expect(short(await stagesOf({ port }, 300)).at(-1)).toBe('banner node_unreachable');
});

test('a server that hangs up at once (MaxStartups, a ban) fails at the banner', async () => {
  const port = await answering((socket) => socket.destroy());
  expect(short(await stagesOf({ port })).at(-1)).toBe('banner node_refused');
});
