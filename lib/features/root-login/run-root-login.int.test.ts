import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type Lab, type LabNode } from '@/lab/lab';
import { createQueues } from '@/lib/core/queues';
import { getPanelKey } from '@/lib/fleet/panel-key';
import { connectSsh } from '@/lib/gateways/ssh/connect';
import { createRootAccess } from '@/lib/gateways/ssh/root-access';
import { type FleetPanel, startFleetPanel } from '@/lib/testing/fleet-panel';
import { asUbuntu, connectOptions, oldestAndNewest, until, makeShellsNoisy } from '@/lib/testing/test-lab';
import { installRootLogin, removeRootLogin } from './run-root-login';

const name = 'rlsetup';
const drop = '/etc/ssh/sshd_config.d/00-berth-root-login.conf';
const keys = '/root/.ssh/authorized_keys';
let lab: Lab;
let panel: FleetPanel;
let ids: string[] = [];

beforeAll(async () => {
  lab = await ensureLab({
    name,
    nodes: await oldestAndNewest(),
  });
  await makeShellsNoisy(name, lab.nodes);
  panel = await startFleetPanel();
});
afterEach(async () => {
  for (const id of ids) await panel.forget(id);
  ids = [];
  for (const node of lab.nodes)
    await sh(
      node,
      `rm -rf /root/.ssh ${drop} /etc/ssh/sshd_config.d/10-broken.conf /run/berth-root-login; [ ! -e /root/main ] || mv /root/main /etc/ssh/sshd_config; sshd -t`,
    );
});
afterAll(async () => {
  await panel.stop();
  await downLab(name);
});

const sh = async (node: LabNode, script: string): Promise<string> => {
  const result = await execOnNode(name, node.name, ['sh', '-c', script]);
  if (result.code !== 0) throw new Error(`${script}: ${result.stderr}`);
  return result.stdout;
};
async function register(node: LabNode, given: Parameters<FleetPanel['register']>[1] = {}): Promise<string> {
  const id = await panel.register(node, given);
  ids.push(id);
  await panel.runtime.fleet.ssh(id);
  return id;
}
/** Everything of the two files, sshd's, and what runs. */
const picture = (node: LabNode) =>
  sh(
    node,
    `cd /; for f in ${keys} ${drop} /etc/ssh/sshd_config; do [ -e $f ] && stat -c '%n %a %U %Y %i' $f && cat $f; done; ls -A /etc/ssh/sshd_config.d 2>/dev/null; ls -d /run/berth* 2>/dev/null; pgrep -af 'root-login/[g]uard'; true`,
  );
const byPassword = (node: LabNode) =>
  connectSsh({ ...asUbuntu(node), user: 'root', auth: { kind: 'password', password: 'root' } }, connectOptions);
/** The class's way in: ubuntu by password, then su root. */
async function classWay(node: LabNode): Promise<string> {
  const ssh = await connectSsh(asUbuntu(node), connectOptions);
  const root = createRootAccess(ssh, 'su', { password: async () => 'root' });
  try {
    return (await root.run('id -un' as never)).stdout.toString().trim();
  } finally {
    ssh.close();
  }
}
const both = () => lab.nodes.map((node) => [node.base, node] as const);

test('the panel becomes root by its key; root by password stays refused, ubuntu stays out of the socket, other lines stay', async () => {
  for (const [, node] of both()) {
    await sh(node, `mkdir -m 700 /root/.ssh; printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA other@home' > ${keys}`);
    const id = await register(node);
    const told: string[] = [];
    const off = panel.runtime.bus.subscribe('root-login.changed', (event) => told.push(event.stage));
    await installRootLogin(panel.runtime, id);
    off();
    expect(told).toEqual(['installing', 'done']);
    expect(await panel.row(id)).toMatchObject({ rootLogin: 'done', rootLoginReason: null });
    // The panel works as root over the held connection, with Docker by its socket.
    await until(
      'the node',
      () => panel.runtime.fleet.status(id),
      (status) => status.state === 'ready',
    );
    expect(panel.runtime.fleet.status(id)).toMatchObject({ transport: 'streamlocal', access: { docker: 'root', root: 'root' } });
    const { publicKey } = await getPanelKey(panel.runtime);
    expect(await sh(node, `cat ${keys}`)).toBe(
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA other@home\nfrom="${lab.gateway}",restrict,pty,port-forwarding ${publicKey} berth-panel\n`,
    );
    expect(await sh(node, `stat -c %a /root/.ssh ${keys} ${drop}`)).toBe('700\n600\n644\n');
    expect(await sh(node, `cat ${drop}`)).toBe('PermitRootLogin prohibit-password\n');
    await expect(byPassword(node)).rejects.toThrow(expect.objectContaining({ code: 'ssh_auth_failed' }));
    const ubuntu = await connectSsh(asUbuntu(node), connectOptions);
    await expect(ubuntu.openSocket('/var/run/docker.sock')).rejects.toThrow();
    ubuntu.close();
    // Nothing of the work stays on the node.
    expect(
      await sh(node, "ls -d /run/berth* 2>/dev/null; pgrep -af 'root-login/[g]uard'; ls -A /root/.ssh /etc/ssh/sshd_config.d"),
    ).toBe('/etc/ssh/sshd_config.d:\n00-berth-root-login.conf\nclass.conf\n\n/root/.ssh:\nauthorized_keys\n');
    // A second run changes nothing, not even the time of a file.
    const before = await picture(node);
    await installRootLogin(panel.runtime, id);
    expect(await picture(node)).toBe(before);
    // Taken back: as it was, and the panel is the login user again.
    await removeRootLogin(panel.runtime, id);
    expect(await panel.row(id)).toMatchObject({ rootLogin: 'none', rootLoginReason: null });
    expect(await sh(node, `cat ${keys}; ls -A /etc/ssh/sshd_config.d; ls -d /run/berth* 2>/dev/null; true`)).toBe(
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA other@home\nclass.conf\n',
    );
    expect((await (await panel.runtime.fleet.ssh(id)).run('id -un' as never)).stdout.toString()).toBe('ubuntu\n');
    await expect(panel.runtime.fleet.openPanelRoot(id)).rejects.toThrow(expect.objectContaining({ code: 'ssh_auth_failed' }));
  }
});

test('a shell that is open when the panel becomes root goes on, and the old connection ends with it; taking it back ends what is root', async () => {
  for (const [, node] of both()) {
    const id = await register(node);
    const { fleet } = panel.runtime;
    const open = async () => {
      const connection = await fleet.ssh(id);
      const pty = await connection.openShell({ cols: 80, rows: 24, term: 'xterm' });
      let shown = '';
      pty.output.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
      });
      const say = async (line: string, answer: RegExp) => {
        pty.write(Buffer.from(`${line}\n`));
        await until(
          'the answer',
          () => shown,
          (text) => answer.test(text),
        );
      };
      return { connection, pty, say };
    };
    const old = await open();
    await old.say('id -un; echo before-$((40+2))', /ubuntu[\s\S]*before-42/);
    await installRootLogin(panel.runtime, id);
    await old.say('id -un; echo after-$((40+2))', /after-42/);
    const fresh = await open();
    await fresh.say('id -un; echo fresh-$((40+2))', /root[\s\S]*fresh-42/);
    old.pty.write(Buffer.from('exit 3\n'));
    expect(await old.pty.ended).toEqual({ reason: 'exited', exitCode: 3 });
    await old.connection.closed;
    await removeRootLogin(panel.runtime, id);
    expect((await fresh.pty.ended).reason).toBe('lost');
  }
});

test('what sshd finds wrong is said, and everything stays as it was', async () => {
  for (const [, node] of both()) {
    const id = await register(node);
    await sh(node, `echo 'PermitRootLogin perhaps' > /etc/ssh/sshd_config.d/10-broken.conf`);
    const before = await picture(node);
    await expect(installRootLogin(panel.runtime, id)).rejects.toThrow(
      expect.objectContaining({ code: 'sshd_config_invalid', detail: expect.stringContaining('10-broken.conf') }),
    );
    expect(await picture(node)).toBe(before);
    expect(JSON.parse((await panel.row(id)).rootLoginReason ?? '')).toMatchObject({ code: 'sshd_config_invalid' });
    expect((await panel.row(id)).rootLogin).toBe('none');
    expect(await classWay(node)).toBe('root');
  }
});

test.each(['/etc/ssh/sshd_config.d', '/root/.ssh', '/run'])(
  'a disk that is full at %s is said to be, and everything stays as it was',
  async (place) => {
    const [node] = lab.nodes;
    if (!node) throw new Error('a node');
    const id = await register(node);
    await sh(node, `mkdir -p -m 700 /root/.ssh; echo '# mine' > ${keys}`);
    // A small file system of its own, with what is there now, and full to the last byte.
    const small =
      place === '/run'
        ? `mount -o remount,size=$(($(df -k --output=used /run | tail -1) + 64))k /run`
        : `cp -a ${place} /root/kept && mount -t tmpfs -o size=64k tmpfs ${place} && cp -a /root/kept/. ${place}/ && rm -r /root/kept`;
    await sh(node, small);
    await sh(node, `cat /dev/zero > ${place}/filler 2>/dev/null; df --output=avail ${place} | grep -qx ' *0'`);
    const before = await picture(node);
    const listed = () => sh(node, `ls -A /root/.ssh /etc/ssh/sshd_config.d; ls -d /run/berth* 2>/dev/null; true`);
    const files = await listed();
    try {
      await expect(installRootLogin(panel.runtime, id)).rejects.toThrow(expect.objectContaining({ code: 'disk_full' }));
      // Put back from its copy, a file has another inode.
      const withoutInodes = (text: string) => text.replaceAll(/^(\/.* \d+) \d+$/gm, '$1');
      expect(withoutInodes(await picture(node))).toBe(withoutInodes(before));
      expect(await listed()).toBe(files);
      expect(await classWay(node)).toBe('root');
      await sh(node, `rm ${place}/filler`);
      await installRootLogin(panel.runtime, id);
      expect((await panel.row(id)).rootLogin).toBe('done');
    } finally {
      await sh(node, place === '/run' ? 'rm -f /run/filler; mount -o remount,size=50% /run' : `umount ${place}`);
    }
  },
);

test('where another line decides, the set-up says so and takes itself back; where the directory is not included, our file is', async () => {
  const [, node] = lab.nodes;
  if (!node) throw new Error('two nodes');
  const id = await register(node);
  await sh(node, `cp -p /etc/ssh/sshd_config /root/main; sed -i '1i PermitRootLogin no' /etc/ssh/sshd_config`);
  const before = await picture(node);
  await expect(installRootLogin(panel.runtime, id)).rejects.toThrow(
    expect.objectContaining({ code: 'sshd_config_invalid', detail: expect.stringContaining('another line') }),
  );
  expect(await picture(node)).toBe(before);
  // A configuration of one file, as before OpenSSH 8.2 was common. The classes' own drop-in is then not read either.
  await sh(
    node,
    `grep -v -e ^Include -e '^PermitRootLogin' /root/main > /etc/ssh/sshd_config; echo 'PermitRootLogin no' >> /etc/ssh/sshd_config`,
  );
  const plain = await picture(node);
  await installRootLogin(panel.runtime, id);
  expect(await sh(node, 'head -2 /etc/ssh/sshd_config')).toBe(`# berth-panel: root login
Include ${drop}
`);
  await removeRootLogin(panel.runtime, id);
  const withoutNumbers = (text: string) => text.replaceAll(/ \d+ \d+$/gm, '');
  expect(withoutNumbers(await picture(node))).toBe(withoutNumbers(plain));
});

test('a new connection that does not succeed takes everything back', async () => {
  for (const [, node] of both()) {
    const id = await register(node);
    await sh(node, `cp -p /etc/ssh/sshd_config /root/main; echo 'AllowUsers ubuntu' >> /etc/ssh/sshd_config`);
    const before = await picture(node);
    await expect(installRootLogin(panel.runtime, id)).rejects.toThrow(
      expect.objectContaining({ code: 'root_login_rolled_back', detail: expect.stringContaining('ssh_auth_failed') }),
    );
    expect(await picture(node)).toBe(before);
    expect((await panel.row(id)).rootLogin).toBe('none');
    expect(await classWay(node)).toBe('root');
  }
});

test('nobody confirms: the node itself puts everything back and reloads sshd', async () => {
  const [node] = lab.nodes;
  if (!node) throw new Error('a node');
  const id = await register(node);
  const before = await picture(node);
  const fleet = { ...panel.runtime.fleet, openPanelRoot: () => new Promise<never>(() => {}) };
  // A panel that dies while it waits for the new connection.
  void installRootLogin({ ...panel.runtime, fleet, queues: createQueues() }, id, { guardSeconds: 8 }).catch(() => {});
  await until(
    'the drop-in',
    () => picture(node),
    (now) => now.includes('root-login/guard'),
  );
  await until(
    'the guard to have put everything back',
    () => picture(node),
    (now) => now === before,
  );
  expect(await classWay(node)).toBe('root');
  // The panel comes back and finds `installing`.
  expect((await panel.row(id)).rootLogin).toBe('installing');
  await installRootLogin(panel.runtime, id);
  expect((await panel.row(id)).rootLogin).toBe('done');
});

test('a typed password is enough, and a wrong one is refused', async () => {
  const [node] = lab.nodes;
  if (!node) throw new Error('a node');
  const id = await register(node, { rootPassword: null });
  await expect(installRootLogin(panel.runtime, id)).rejects.toThrow(expect.objectContaining({ code: 'root_unavailable' }));
  await expect(installRootLogin(panel.runtime, id, { password: 'wrong' })).rejects.toThrow(
    expect.objectContaining({ code: 'root_password_wrong' }),
  );
  await installRootLogin(panel.runtime, id, { password: 'root' });
  const row = await panel.row(id);
  expect(row).toMatchObject({ rootLogin: 'done', rootPasswordSealed: null });
});
