import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mirror, versionOf } from './bases';
import { must } from './host';
import { cacheRoot } from './layout';
import { execInside } from './namespaces';

/**
 * `su` of the shadow suite, as distributions shipped it before util-linux took it over (Debian 9 and older, Ubuntu 18.04): it insists on
 * a terminal. Today's Debian has its source and no longer builds it, so it is built here, once.
 * @returns the path of the program. @throws Error with what failed.
 */
export async function ensureShadowSu(onProgress: (line: string) => void): Promise<string> {
  const directory = `${cacheRoot}/shadow-su-${versionOf(import.meta.url)}`;
  if (existsSync(`${directory}/su`)) return `${directory}/su`;
  onProgress('Building su of the shadow suite from its Debian source (once; half a minute) …');
  const building = `${cacheRoot}/.shadow-su.building`;
  rmSync(building, { recursive: true, force: true });
  for (const part of ['lists/partial', 'source', 'sources']) mkdirSync(`${building}/${part}`, { recursive: true });
  await must([
    'apt-get',
    'install',
    '-yqq',
    '--no-install-recommends',
    'gcc',
    'make',
    'libc6-dev',
    'libpam0g-dev',
    'libcrypt-dev',
    'xz-utils',
  ]);
  // Lists of our own: those of this machine's apt stay as they are.
  const list = `deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} bookworm main\n`;
  writeFileSync(`${building}/sources/source.list`, list);
  const own = [
    'Dir::Etc::SourceList=/dev/null',
    `Dir::Etc::SourceParts=${building}/sources`,
    `Dir::State::Lists=${building}/lists`,
  ];
  const apt = ['apt-get', '-qq', ...own.flatMap((option) => ['-o', option])] as [string, ...string[]];
  await must([...apt, 'update']);
  await must(['sh', '-c', 'cd "$1" && shift && exec "$@" source --download-only shadow', 'sh', building, ...apt]);
  const archive = readdirSync(building).find((name) => /^shadow_.*\.orig\.tar\.xz$/.test(name));
  if (!archive) throw new Error('The source of shadow was not found.');
  await must(['tar', '-xf', `${building}/${archive}`, '-C', `${building}/source`, '--strip-components=1']);
  const without = ['selinux', 'audit', 'acl', 'attr', 'tcb', 'nscd', 'sssd', 'btrfs', 'libcrack'];
  const configure = [
    './configure',
    '--with-libpam',
    '--disable-nls',
    '--disable-man',
    ...without.map((name) => `--without-${name}`),
  ];
  await must(['sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', `${building}/source`, ...configure]);
  for (const part of [['lib'], ['libmisc'], ['src', 'su']]) {
    const [folder = '', ...targets] = part;
    await must(['make', '-j2', '-C', `${building}/source/${folder}`, ...targets]);
  }
  mkdirSync(`${building}/made`);
  cpSync(`${building}/source/src/su`, `${building}/made/su`);
  renameSync(`${building}/made`, directory);
  rmSync(building, { recursive: true, force: true });
  return `${directory}/su`;
}

/** Puts the shadow suite's `su` in the place of the node's own. @throws Error */
export async function installShadowSu(lab: string, node: string, onProgress: (line: string) => void = () => {}): Promise<void> {
  const program = readFileSync(await ensureShadowSu(onProgress)).toString('base64');
  const script = 'base64 -d > /usr/bin/su.shadow && chmod 4755 /usr/bin/su.shadow && mv /usr/bin/su.shadow /usr/bin/su';
  const result = await execInside(lab, node, ['sh', '-c', script], { input: program });
  if (result.code !== 0) throw new Error(`${node}: ${result.stderr}`);
}
