import { afterAll, beforeAll, expect, test } from 'vitest';
import { downLab, ensureLab, execOnNode, type LabNode, labUsers, setSshdOptions } from '@/lab/lab';
import { chooseWay } from '@/lib/gateways/docker/choose-way';
import { asUbuntu, connectOptions, oldestAndNewest } from '@/lib/testing/test-lab';
import { remote } from './remote';
import { connectSsh } from './connect';
import { findRoot } from './find-root';
import type { SshConnection } from './ssh-connection';

const lab = 'shell';
let nodes: LabNode[];
beforeAll(async () => {
  ({ nodes } = await ensureLab({
    name: lab,
    nodes: await oldestAndNewest(),
  }));
});
afterAll(async () => {
  await downLab(lab);
});

async function inside(node: LabNode, script: string, input = ''): Promise<void> {
  const { code, stderr } = await execOnNode(lab, node.name, ['sh', '-c', script], { input });
  if (code !== 0) throw new Error(`${node.name}: ${script}: ${stderr}`);
}

async function loggedIn<T>(node: LabNode, work: (ssh: SshConnection) => Promise<T>): Promise<T> {
  const ssh = await connectSsh(asUbuntu(node), connectOptions);
  try {
    return await work(ssh);
  } finally {
    ssh.close();
  }
}

const credentials = { loginPassword: async () => labUsers.ubuntu, rootPassword: async () => labUsers.root };
const kernel = remote`cat /proc/sys/kernel/ostype; echo errors >&2; exit 7`;
const startUp = '/home/ubuntu/.bashrc /root/.bashrc';

/** Everything the panel reads and runs there, as the login user and as root by `su`. */
async function everythingWorks(node: LabNode): Promise<void> {
  await loggedIn(node, async (ssh) => {
    const { stdout, stderr, code } = await ssh.run(kernel);
    expect({ out: stdout.toString(), err: stderr.toString(), code }).toEqual({ out: 'Linux\n', err: 'errors\n', code: 7 });
    expect((await ssh.readFile('/proc/sys/kernel/ostype')).toString()).toBe('Linux\n');
    expect((await ssh.readDirectory('/')).map(({ name }) => name)).toContain('etc');
    expect((await ssh.statFileSystem('/')).availableBytes).toBeGreaterThan(0);
    const { root, refusal } = await findRoot(ssh, credentials);
    expect(refusal).toBeNull();
    expect(root?.way).toBe('su');
    expect((await root?.run(remote`id -u; cat /proc/sys/kernel/ostype`))?.stdout.toString()).toBe('0\nLinux\n');
    expect((await root?.readFile('/etc/shadow'))?.toString()).toContain('root:');
    const way = await chooseWay(ssh, root, refusal);
    expect(way).toMatchObject({ transport: 'dial-stdio', right: 'su' });
    const channel = await way.open('other');
    channel.write('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
    let said = '';
    for await (const chunk of channel) said += String(chunk);
    expect(said).toMatch(/^HTTP\/1.1 200 OK/);
  });
}

const harmless: Record<string, string> = {
  'echo hi': 'echo hi; echo hi >&2',
  'functions and aliases named like programs':
    'shopt -s expand_aliases; alias env=false cat=false; cat() { echo forged; }; command() { echo forged; }; /bin/cat() { echo forged; }; /usr/bin/env() { echo forged; }; /bin/sh() { echo forged; }; su() { echo forged; }; export -f cat su',
  'a DEBUG trap and set -e': "trap 'echo traced' DEBUG; set -e",
  '100 KB of a banner': 'head -c 100000 /dev/zero | tr "\\0" "="; echo',
};

test.each(['node0', 'node1'])('nothing that start-up files of %s do stands in the way of what is read and run', async (name) => {
  const node = nodes.find((one) => one.name === name) as LabNode;
  for (const file of [...startUp.split(' '), '/etc/profile.d/noise.sh', '/etc/ssh/sshrc'])
    await inside(node, `[ -e ${file} ] && cp -p ${file} ${file}.was; :`);
  await inside(node, 'echo "echo PROFILE" >/etc/profile.d/noise.sh; echo "echo FROM-SSHRC" >/etc/ssh/sshrc');
  try {
    for (const text of Object.values(harmless)) {
      await inside(node, `tee ${startUp} >/dev/null`, `${text}\n`);
      await everythingWorks(node);
    }
  } finally {
    await inside(
      node,
      `for f in ${startUp}; do rm -f $f; [ -e $f.was ] && mv $f.was $f; done; rm -f /etc/profile.d/noise.sh /etc/ssh/sshrc`,
    );
  }
});

/** On which node, and the file that the shell reads whatever it is started for, where it has one. Only the oldest base has zsh and tcsh. */
const loginShells = [
  ['/bin/dash', 'node0', null],
  ['/bin/dash', 'node1', null],
  ['/usr/bin/zsh', 'node0', '.zshenv'],
  ['/usr/bin/tcsh', 'node0', '.tcshrc'],
] as const;

test.each(loginShells)(
  '%s as the login shell of %s, with a start-up file that prints, does as well as bash',
  async (shell, name, file) => {
    const node = nodes.find((one) => one.name === name) as LabNode;
    await inside(node, `usermod -s ${shell} ubuntu`);
    if (file) await inside(node, `tee /home/ubuntu/${file} >/dev/null`, 'echo hi\n');
    try {
      await everythingWorks(node);
    } finally {
      await inside(node, `usermod -s /bin/bash ubuntu; rm -f /home/ubuntu/${file ?? '.none'}`);
    }
  },
);

test.each(['node0', 'node1'])('what cannot work on %s is named: it is the shell, not Docker', async (name) => {
  const node = nodes.find((one) => one.name === name) as LabNode;
  const refused = (code: string) =>
    loggedIn(node, async (ssh) => {
      await expect(ssh.run(kernel)).rejects.toThrow(expect.objectContaining({ code }));
      await expect(chooseWay(ssh, null, null)).rejects.toThrow(expect.objectContaining({ code }));
      await expect(ssh.readFile('/etc/hostname')).rejects.toThrow(expect.objectContaining({ code }));
    });
  await inside(node, 'cp -p /home/ubuntu/.bashrc /home/ubuntu/.bashrc.was');
  try {
    for (const text of ['exit 0', 'exec echo something']) {
      await inside(node, 'cat > /home/ubuntu/.bashrc', `${text}\n`);
      await refused('shell_in_the_way');
    }
  } finally {
    await inside(node, 'mv /home/ubuntu/.bashrc.was /home/ubuntu/.bashrc');
  }
  const shell = async (path: string) => inside(node, `usermod -s ${path} ubuntu`);
  await shell('/usr/sbin/nologin');
  await refused('shell_in_the_way');
  await shell('/bin/bash');
  await setSshdOptions(lab, node.name, { ForceCommand: 'echo restricted' });
  await loggedIn(node, (ssh) =>
    expect(ssh.run(kernel)).rejects.toThrow(expect.objectContaining({ code: 'shell_in_the_way', detail: 'restricted' })),
  );
  await setSshdOptions(lab, node.name, {});
  await inside(node, 'chage -d 0 ubuntu');
  try {
    await refused('password_expired');
    await inside(node, 'chage -d 2020-01-01 -E 0 ubuntu');
    await expect(connectSsh(asUbuntu(node), connectOptions)).rejects.toThrow(
      expect.objectContaining({ code: 'account_expired' }),
    );
  } finally {
    await inside(node, 'chage -d 2026-01-01 -E -1 ubuntu');
  }
});
