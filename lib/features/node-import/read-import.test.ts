import { expect, test } from 'vitest';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { writeCsv, writeSshConfig } from './export-nodes';
import { readImport } from './read-import';

const host = (text: string, format?: 'range' | 'csv' | 'ssh_config') => readImport(text, format).lines;
const short = (text: string) =>
  host(text).map(({ line, name, host: address, port, user }) =>
    [line, name, `${user ? `${user}@` : ''}${address}${port ? `:${port}` : ''}`].join(' '),
  );
const codes = (text: string, format?: 'range' | 'csv' | 'ssh_config') =>
  host(text, format).flatMap(({ line, problems }) => problems.map(({ code }) => `${line} ${code}`));

test('a range: names and addresses side by side', () => {
  const lines = short('node[0-29] 10.0.3.[10-39]');
  expect(lines).toHaveLength(30);
  expect([lines[0], lines[29]]).toEqual(['1 node0 10.0.3.10', '1 node29 10.0.3.39']);
});

test('a range with user and port, zeros in front, lists, and one host', () => {
  expect(short('node[00-02] ubuntu@10.0.3.[8-10]:2222')).toEqual([
    '1 node00 ubuntu@10.0.3.8:2222',
    '1 node01 ubuntu@10.0.3.9:2222',
    '1 node02 ubuntu@10.0.3.10:2222',
  ]);
  expect(short('a[1,3,5-6] 10.0.0.[1-4]').map((text) => text.split(' ')[1])).toEqual(['a1', 'a3', 'a5', 'a6']);
  expect(short('gate gate.lab.example')).toEqual(['1 gate gate.lab.example']);
  // Behind one address, told apart by port.
  expect(short('n[0-1] lab.example:[2201-2202]')).toEqual(['1 n0 lab.example:2201', '1 n1 lab.example:2202']);
});

test('several ranges: the last counts fastest, on both sides', () => {
  expect(short('r[1-2]n[0-1] 10.0.[1-2].[10-11]')).toEqual([
    '1 r1n0 10.0.1.10',
    '1 r1n1 10.0.1.11',
    '1 r2n0 10.0.2.10',
    '1 r2n1 10.0.2.11',
  ]);
});

test('IPv6, with and without a port', () => {
  expect(short('a fd00::1\nb [fd00::2]:2222\nc ubuntu@[fd00::3]\nd[0-1] [fd00::a[1-2]]:22')).toEqual([
    '1 a fd00::1',
    '2 b fd00::2:2222',
    '3 c ubuntu@fd00::3',
    '4 d0 fd00::a1:22',
    '4 d1 fd00::a2:22',
  ]);
});

test('comments, empty lines and Windows line ends count as lines', () => {
  expect(short('# the room\r\n\r\nnode0 10.0.0.1\r\n  # and\r\nnode1 10.0.0.2\r\n')).toEqual([
    '3 node0 10.0.0.1',
    '5 node1 10.0.0.2',
  ]);
});

test.each([
  ['node[0-29] 10.0.3.[10-38]', 'range_counts', { names: 30, addresses: 29 }],
  ['node[3-0] 10.0.0.[0-3]', 'range_backwards', expect.anything()],
  ['node[0-x] 10.0.0.[0-3]', 'range_form', expect.anything()],
  ['node[0-3 10.0.0.[0-3]', 'range_form', expect.anything()],
  ['node[0-999999999999] 10.0.0.[0-3]', 'range_form', expect.anything()],
  ['node0 10.0.0.1 extra', 'words', { words: 3 }],
  ['node[0-40]x[0-40] a[0-40]x[0-40].example', 'too_many', { maximum: 1000 }],
  ['Node0 10.0.0.1', 'name', { value: 'Node0' }],
  ['node0 10.0.0.1:99999', 'port', { value: '99999' }],
  ['node0 10.0.0.1:22x', 'port', { value: '22x' }],
  ['node0 Ro:ot@10.0.0.1', 'user', { value: 'Ro:ot' }],
] as const)('%s is refused and the next line is not', (line, code, params) => {
  const [bad, good] = host(`${line}\nok 10.9.9.9`, 'range');
  expect(bad?.problems).toEqual([{ code, params }]);
  expect(good).toMatchObject({ line: 2, name: 'ok', problems: [] });
});

test('no more nodes in all than an import takes', () => {
  const text = Array.from({ length: 11 }, (_, i) => `n${i}-[0-99] 10.${i}.0.[0-99]`).join('\n');
  expect(codes(text)).toEqual(['11 too_many']);
});

const evil = [
  '-oProxyCommand=touch /tmp/canary',
  'a"b',
  '$(touch /tmp/canary)',
  'a`id`',
  'a\u0000b',
  'a\u202Eb',
  'a;b',
  '../x',
  'a b',
];

test.each(evil)('%j is a name and a host in no format', (value) => {
  const quoted = `"${value.replaceAll('"', '""')}"`;
  expect(codes(`name,host\n${quoted},10.0.0.1\nok,10.0.0.2`)).toEqual(['2 name']);
  expect(codes(`name,host\nnode0,${quoted}\nok,10.0.0.2`)).toEqual(['2 host']);
  const config = codes(`Host node0\n  HostName "${value}"\nHost ok\n  HostName 10.0.0.2`);
  expect(config).toEqual(['1 host']);
  expect(codes(`node0 ${value}\nok 10.0.0.2`, 'range')[0]).toMatch(/^1 (host|words)$/);
  // What is said about it can be shown anywhere.
  for (const { problems } of host(`name,host\n${quoted},10.0.0.1`))
    expect(JSON.stringify(problems)).not.toMatch(/\\u0000|\u202E/);
});

test('a name with a line end in a CSV is refused at the line it begins', () => {
  expect(codes('name,host\nok,10.0.0.1\n"a\nb",10.0.0.2\nalso,10.0.0.3')).toEqual(['3 name']);
});

test('a CSV: byte order mark, Windows line ends, any order of columns, unknown ones named', () => {
  const read = readImport('\uFEFFHost,room,NAME,user\r\n10.0.0.1,B12,node0,ubuntu\r\n\r\n10.0.0.2,B12,node1,\r\n');
  expect(read).toMatchObject({ format: 'csv', detected: true, unknownColumns: ['room'] });
  expect(read.lines).toMatchObject([
    { line: 2, name: 'node0', host: '10.0.0.1', user: 'ubuntu', problems: [] },
    { line: 4, name: 'node1', host: '10.0.0.2', user: null, problems: [] },
  ]);
});

test.each([';', '\t'])('a CSV of a spreadsheet that separates by %j', (mark) => {
  expect(host(['name,host,password', 'node0,10.0.0.1,a'].join('\n').replaceAll(',', mark))).toMatchObject([
    { name: 'node0', host: '10.0.0.1', credential: { kind: 'password', password: 'a' } },
  ]);
});

test('quoted cells keep what is in them: commas, quotes, spaces and line ends', () => {
  const { privateKey } = makeKeyPair();
  const text = `name,host,password,private_key,root_password\r\nn0,10.0.0.1," a,""b"" ",,#root\r\nn1,10.0.0.2,,"${privateKey.replaceAll('\n', '\r\n')}",\r\nn2,10.0.0.3,x,,\r\n`;
  const lines = host(text);
  expect(lines.map(({ problems }) => problems)).toEqual([[], [], []]);
  expect(lines[0]).toMatchObject({ credential: { kind: 'password', password: ' a,"b" ' }, rootPassword: '#root' });
  expect(lines[1]?.credential).toEqual({ kind: 'private_key', privateKey: `${privateKey.trim()}\n` });
  // The key has several lines of its own.
  expect(lines[2]?.line).toBe(3 + privateKey.trimEnd().split('\n').length + (privateKey.endsWith('\n') ? 1 : 0));
});

test('a CSV that is not whole: each fault at its line, the rest goes in', () => {
  const text = 'name,host,port\nn0,10.0.0.1\nn1,10.0.0.2,22,x\nn2,"10.0.0.3,22\nn3,10.0.0.4,22\n,10.0.0.5,22\nn5,,22\n';
  expect(codes(text)).toEqual(['2 csv_columns', '3 csv_columns', '4 csv_quote', '6 name_missing', '7 host_missing']);
  expect(host(text).find(({ name }) => name === 'n3')).toMatchObject({ line: 5, problems: [] });
  expect(codes('host,port\n10.0.0.1,22', 'csv')).toEqual(['1 csv_header']);
  expect(codes('node0,10.0.0.1,ubuntu\n')).toEqual(['1 csv_header']);
});

test('many open quotes do not take for ever', () => {
  const text = `name,host\n${'"a,b\nc"d,"e\n'.repeat(10_000)}`;
  expect(codes(text).length).toBeGreaterThan(0);
});

test('a password and a key in one line; a key that is none; a password with a line end', () => {
  const { privateKey, publicKey } = makeKeyPair();
  const cells = (password: string, key: string) => `name,host,password,private_key\nn0,10.0.0.1,"${password}","${key}"`;
  expect(codes(cells('x', privateKey))).toEqual(['2 two_credentials']);
  expect(codes(cells('', publicKey))).toEqual(['2 private_key']);
  expect(codes(cells('a\nb', ''))).toEqual(['2 password']);
  // No secret is ever said.
  expect(JSON.stringify(host(cells('a\nb', '')).map(({ problems }) => problems))).not.toContain('a\\nb');
});

test('host keys as in known_hosts, and nothing that only looks like one', () => {
  const { publicKey } = makeKeyPair();
  const of = (key: string) => host(`name,host,host_key\nn0,10.0.0.1,"${key}"`)[0];
  for (const written of [publicKey, `10.0.0.1 ${publicKey}`, `[10.0.0.1]:2222,x ${publicKey} root@node`])
    expect(of(written)).toMatchObject({ hostKey: publicKey, problems: [] });
  const [type, blob = ''] = publicKey.split(' ');
  for (const wrong of [
    `ssh-rsa ${blob}`,
    `${type} AAAA`,
    `${type} ${blob}!`,
    `@revoked 10.0.0.1 ${publicKey}`,
    'SHA256:abc',
    `ssh-dss ${blob}`,
  ])
    expect(of(wrong)?.problems.map(({ code }) => code)).toEqual(['host_key']);
});

test('students: several, in any case, and what is no address', () => {
  expect(host('name,host,student\nn0,10.0.0.1,A@x.example b@x.example;c@x.example')[0]?.students).toEqual([
    'a@x.example',
    'b@x.example',
    'c@x.example',
  ]);
  expect(codes('name,host,student\nn0,10.0.0.1,nobody')).toEqual(['2 student']);
});

const config = `# lab
User ubuntu
Host gate
  HostName 203.0.113.7
  Port 2222

Host node*
  ProxyJump gate
  Port 22
Host node0 node1 !x
  HostName 10.0.3.%h
  IdentityFile ~/.ssh/id_ed25519
Host "node2"
  HostName=10.0.3.12
  User="root"
  Port 2200
Host * !node0
  User other
`;

test('an ssh_config: the first value wins, wildcards are defaults, keys are noted', () => {
  expect(readImport(config)).toMatchObject({ format: 'ssh_config', detected: true });
  expect(host(config)).toMatchObject([
    { line: 3, name: 'gate', host: '203.0.113.7', port: 2222, user: 'ubuntu', jump: null, notes: [] },
    {
      line: 10,
      name: 'node0',
      port: 22,
      jump: 'gate',
      notes: [{ code: 'key_not_on_panel', params: { file: '~/.ssh/id_ed25519' } }],
    },
    { line: 10, name: 'node1', host: '10.0.3.node1' },
    { line: 13, name: 'node2', host: '10.0.3.12', port: 22, user: 'ubuntu', jump: 'gate' },
  ]);
  expect(codes(config)).toEqual([]);
});

test('an ssh_config: what would run something or read other files is refused by name', () => {
  const text = `Include ~/.ssh/more
Host a
  HostName 10.0.0.1
  ProxyCommand ssh -W %h:%p gate
Host b
  HostName 10.0.0.2
  ProxyCommand none
  ProxyJump one,two
Match host c exec "touch /tmp/canary"
  User evil
Host c
  HostName 10.0.0.3
  Port
Match all
  User last`;
  expect(codes(text)).toEqual(['1 include_refused', '2 proxy_command', '5 jump_chain', '9 match_refused', '13 keyword']);
  expect(host(text).find(({ name }) => name === 'c')).toMatchObject({ host: '10.0.0.3', user: 'last', problems: [] });
});

test('a pattern of stars costs no more than it should', () => {
  const text = `Host ${'a'.repeat(60)}\nHost ${'*a'.repeat(2000)}b\n  User x\n`;
  expect(host(text)).toHaveLength(1);
});

test('a text of another format than chosen says so line by line instead of guessing', () => {
  expect(codes('Host a\n  HostName 10.0.0.1', 'csv')).toEqual(['1 csv_header']);
  expect(readImport('node0 10.0.0.1').format).toBe('range');
  expect(readImport('').lines).toEqual([]);
  expect(readImport('Host *\n User x').lines).toEqual([]);
});

test('what is exported comes back as it was', () => {
  const { publicKey } = makeKeyPair();
  const nodes = [
    { name: 'gate', host: '203.0.113.7', port: 2222, loginUser: 'ubuntu', jump: null, hostKey: publicKey, students: [] },
    {
      name: 'node0',
      host: 'fd00::1',
      port: 22,
      loginUser: 'root',
      jump: 'gate',
      hostKey: null,
      students: ['=cmd@x.example', 'b@x.example'],
    },
  ];
  const csv = writeCsv(nodes);
  expect(csv).toContain("'=cmd@x.example");
  expect(csv).not.toMatch(/(^|,)[=+@-]/m);
  const back = host(csv);
  expect(back.map(({ problems }) => problems)).toEqual([[], []]);
  expect(back).toMatchObject(nodes.map(({ loginUser, ...node }) => ({ ...node, user: loginUser })));
  expect(host(writeSshConfig(nodes))).toMatchObject(
    nodes.map(({ name, host: address, port, loginUser, jump }) => ({
      name,
      host: address,
      port,
      user: loginUser,
      jump,
      problems: [],
    })),
  );
});

test('a range is counted before it is written out, however often it names the same', () => {
  const spans = (times: number) => `n[${Array(times).fill('0-998').join(',')}] 10.0.0.1`;
  expect(codes(spans(30_000), 'range')).toEqual(['1 range_counts']);
  expect(readImport(`n${'[0-999]'.repeat(14_600)}`, 'range').lines[0]?.problems).toMatchObject([
    { code: 'too_many', params: { maximum: 1000 } },
  ]);
  expect(readImport('n[00-02,7,9-10] h[1-6]', 'range').lines.map(({ name, host: to }) => `${name} ${to}`)).toEqual([
    'n00 h1',
    'n01 h2',
    'n02 h3',
    'n7 h4',
    'n9 h5',
    'n10 h6',
  ]);
});

test('an ssh_config: at most 50 patterns with wildcards are held against the hosts', () => {
  const patterns = (count: number) => Array.from({ length: count }, (_, i) => `*x${i}?`).join(' ');
  expect(codes(`Host ${patterns(51)}\n  Port 1\nHost node0\n  HostName 10.0.0.1`, 'ssh_config')).toEqual(['1 patterns_many']);
  expect(
    readImport(`Host ${patterns(49)} n**e?\n  Port 2222\nHost node0\n  HostName 10.0.0.1`, 'ssh_config').lines,
  ).toMatchObject([{ name: 'node0', port: 2222 }]);
});

test('spreadsheets and hosts files as they are written: Korean headers, sep=, brackets, comments, /etc/hosts, aliases', () => {
  const names = (text: string) =>
    readImport(text).lines.map(({ name, host, problems }) => [name, host, ...problems.map((p) => p.code)]);
  expect(names('sep=;\n이름;주소;사용자\nn0;10.0.0.1;ubuntu')).toEqual([['n0', '10.0.0.1']]);
  expect(names('name,host\nn0,[fd00::2]')).toEqual([['n0', 'fd00::2']]);
  expect(names('name,host,host\nn0,10.0.0.1,10.0.0.2')[0]).toContain('csv_twice');
  expect(names('n0 10.0.0.1  # by the window')).toEqual([['n0', '10.0.0.1']]);
  expect(names('10.0.3.10 lab0 lab0.school\n10.0.3.11\tlab1')).toEqual([
    ['lab0', '10.0.3.10'],
    ['lab1', '10.0.3.11'],
  ]);
  expect(names('Host lab0 lab0.school pc0\n  HostName 10.0.3.10')).toEqual([['lab0', '10.0.3.10']]);
});
