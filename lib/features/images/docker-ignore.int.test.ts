import { expect, test } from 'vitest';
import { readDockerIgnore, wrongIgnoreLine } from '@/lib/shared/docker-ignore';
import { dockerLab, shell } from '@/lib/testing/docker-lab';

const t = dockerLab('ignore');

/** Files of the context, besides those that say what to build. */
const files = [
  ...['a', 'file', '.foo', 'x.txt', 'abc', 'a b', '#c', '!d', 'a[1]', 'ab.log', 'afile', 'k.md', 'README.md'],
  ...['dir/file', 'dir/x.txt', 'dir/.foo', 'dir/keep/y.txt', 'dir/keep/deep/z.txt', 'dir/barfile', 'dir/sub/Dockerfile'],
  ...['p/q/b', 'p/q/r/b', 'p/b', 'docs/README.md', 'docs/a.md', 'node_modules/m/i.js', 'app/node_modules/m/i.js', 'P/Q'],
];

/** What people write, and what is read otherwise than it looks. */
const texts = [
  ...['**', '**/', '*', '**/*', '/', '.', './', '', '\n\n', '!', '!!', 'a[', 'a[]', 'a[b-]', '[-a]', 'a]', '\\'],
  ...[
    '**/file',
    '**file',
    '**.txt',
    '**file?',
    '**/x.t[x]t',
    '**/*.txt',
    '*.txt',
    'dir/**',
    'dir/*',
    'dir/',
    '/dir',
    './dir',
    '/dir/',
    'dir/../file',
    '../file',
  ],
  ...[
    'p/*/b',
    'p/**/b',
    'p/?/b',
    '**/b',
    '**/q',
    '**/q/**',
    'd*r',
    '**/node_modules',
    'node_modules',
    '/node_modules',
    '**/m/**',
  ],
  ...[
    '#c',
    ' #c',
    '\\#c',
    '!d',
    '\\!d',
    '*\n!d',
    '*\n!!d',
    'a b',
    ' a ',
    'a\\ b',
    'a[1]',
    'a\\[1\\]',
    'a[^a-c]c',
    'a?c',
    'P',
    'P/',
  ],
  ...[
    '*\n!dir',
    '*\n!dir/',
    '*\n!dir/keep',
    '*\n!dir/keep/**',
    '*\n!**/*.txt',
    '**\n!**/*.txt',
    '*\n!dir/*.txt',
    'dir\n!dir/keep',
  ],
  ...[
    'dir\n!dir/keep\ndir/keep/deep',
    '!dir/keep\ndir',
    'docs\n!docs/README.md',
    '*.md\n!README*.md',
    '*.md\n!README*.md\nREADME.md',
  ],
  ...[
    '*\n! dir',
    '!/dir\n*',
    '*\n!/dir',
    '\ufeffdir',
    'dir\r\nfile\r\n',
    'dir\t',
    '*\n!**/keep/',
    '**/dir/keep',
    '**\n!dir/keep/deep/z.txt',
  ],
  ...[
    '*\n!Dockerfile',
    '**/Dockerfile',
    'Dockerfile',
    '.dockerignore',
    '.*',
    '**/.*',
    'dir/**/*.txt',
    'dir/**.txt',
    'a**',
    '*a*',
    '**a',
    '[a-f]*',
  ],
];

test('what .dockerignore leaves out is what the docker command leaves out, and it refuses the same', () =>
  t.on('recent', async (_engine, ssh) => {
    const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
    await shell(ssh, "mkdir -p /ctx && cd /ctx && printf 'FROM scratch\\nCOPY . /\\n' > Dockerfile");
    for (const file of files) await shell(ssh, `cd /ctx && mkdir -p "$(dirname ${quote(file)})" && echo x > ${quote(file)}`);
    const differ: unknown[] = [];
    for (const text of texts) {
      const ignore = `cd /ctx && echo ${Buffer.from(text).toString('base64')} | base64 -d > .dockerignore`;
      const build = 'docker build -q -o - . > /tmp/out.tar; echo $?; tar -tf /tmp/out.tar';
      const [code, ...names] = (await shell(ssh, `{ ${ignore} && ${build}; } 2>/dev/null`)).split('\n');
      const real = code === '0' ? files.filter((file) => names.includes(file)) : 'refused';
      const ours = wrongIgnoreLine(text) === null ? files.filter(readDockerIgnore(text)) : 'refused';
      if (JSON.stringify(real) !== JSON.stringify(ours)) differ.push({ text, real, ours });
    }
    expect(differ).toEqual([]);
  }));
