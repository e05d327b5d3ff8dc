import { expect, test } from 'vitest';
import { makeKeyPair } from '@/lib/gateways/ssh/private-key';
import { type PlanDefaults, planImport, type RegisterNode } from './plan-import';
import { readImport } from './read-import';

const none: PlanDefaults = { loginUser: null, port: null, credential: null, rootPassword: null, jumpNodeId: null };
const usual: PlanDefaults = { ...none, loginUser: 'ubuntu', credential: { kind: 'password', password: 'class' } };

function stored(name: string, host: string, more: Partial<RegisterNode> = {}): RegisterNode {
  return {
    id: `id-${name}`,
    name,
    classId: 'a',
    className: 'A',
    host,
    port: 22,
    loginUser: 'ubuntu',
    jumpNodeId: null,
    hostKey: null,
    hasRootPassword: false,
    students: new Set(),
    mayUpdate: true,
    hasCredential: (credential) => credential.kind === 'password' && credential.password === 'stored',
    isRootPassword: (password) => password === 'root',
    ...more,
  };
}

const allows = (host: string) => !host.startsWith('127.');

function plan(text: string, register: RegisterNode[] = [], defaults: PlanDefaults = usual, students: string[] = []) {
  return planImport({ lines: readImport(text).lines, classId: 'a', register, defaults, students: new Set(students), allows });
}
/** `line state name: fields or problems` */
const short = (...given: Parameters<typeof plan>) =>
  plan(...given).map(
    ({ line, state, name, fields, problems }) =>
      `${line} ${state} ${name}${[...fields, ...problems.map(({ code }) => code)].map((word) => ` ${word}`).join('')}`,
  );

test('new nodes get what the class has where their line names nothing, and 22', () => {
  const [first, second] = plan('name,host,user,port,password\nn0,10.0.0.1,,,\nn1,10.0.0.2,root,2222,own', [], {
    ...usual,
    port: null,
    rootPassword: 'toor',
    jumpNodeId: 'id-gate',
  });
  expect(first).toMatchObject({
    state: 'add',
    next: { loginUser: 'ubuntu', port: 22, credential: { password: 'class' }, rootPassword: 'toor', jump: { node: 'id-gate' } },
  });
  expect(second).toMatchObject({ state: 'add', next: { loginUser: 'root', port: 2222, credential: { password: 'own' } } });
});

test('without a user or a credential anywhere a new node is not taken', () => {
  expect(short('n0 10.0.0.1', [], none)).toEqual(['1 bad n0 user_missing']);
  expect(short('n0 root@10.0.0.1', [], none)).toEqual(['1 bad n0 credential_missing']);
});

test('the same text again changes nothing', () => {
  const register = [stored('n0', '10.0.0.1'), stored('n1', '10.0.0.2', { port: 2222, jumpNodeId: 'id-n0' })];
  expect(short('n[0-1] 10.0.0.[1-2]', register)).toEqual(['1 same n0', '1 same n1']);
  expect(short('name,host,password\nn0,10.0.0.1,stored', register)).toEqual(['2 same n0']);
});

test('another credential, root password or student alone is a change, and the same ones are none', () => {
  const register = [stored('n0', '10.0.0.1', { hasRootPassword: true, students: new Set(['a@x.example']) })];
  const header = 'name,host,password,root_password,student\n';
  expect(short(`${header}n0,10.0.0.1,stored,root,a@x.example`, register, usual, ['a@x.example'])).toEqual(['2 same n0']);
  expect(short(`${header}n0,10.0.0.1,other,,`, register)).toEqual(['2 update n0 credential']);
  expect(short(`${header}n0,10.0.0.1,,other,`, register)).toEqual(['2 update n0 root_password']);
  expect(short(`${header}n0,10.0.0.1,,,b@x.example`, register, usual, ['b@x.example'])).toEqual(['2 update n0 student']);
  expect(short(`${header}n0,10.0.0.1,,,b@x.example`, register)).toEqual(['2 bad n0 student_unknown']);
});

test('a moved node asks for its credential again: of the line, or of the class', () => {
  const register = [stored('n0', '10.0.0.1', { hostKey: 'ssh-ed25519 AAAA', hasRootPassword: true })];
  expect(short('n0 10.0.0.9', register, none)).toEqual(['1 bad n0 credential_again']);
  expect(short('n0 10.0.0.1:2222', register, none)).toEqual(['1 bad n0 credential_again']);
  expect(short('n0 root@10.0.0.1', register, none)).toEqual(['1 bad n0 credential_again']);
  expect(short('name,host,password\nn0,10.0.0.9,stored', register, none)).toEqual(['2 update n0 host credential root_password']);
  const [moved] = plan('n0 10.0.0.9', register);
  expect(moved).toMatchObject({
    state: 'update',
    // What belonged to the old address goes with it: its key, its root password.
    next: { credential: { password: 'class' }, hostKey: null, rootPassword: null },
    notes: [{ code: 'root_password_forgotten' }],
  });
});

test('a host name in other letters is the same host', () => {
  expect(short('n0 NODE0.lab', [stored('n0', 'node0.lab')], none)).toEqual(['1 same n0']);
});

test('a port or login user that is wrong is not shown as the one that would have been taken without it', () => {
  const defaults = { ...none, loginUser: 'ubuntu', port: 22 };
  const [first] = plan('name,host,user,port\nn0,10.0.0.1,Not A User,70000', [], defaults);
  expect(first).toMatchObject({ state: 'bad', host: '10.0.0.1', port: null, loginUser: null });
});

test('by name first, else by address: an import never doubles a node', () => {
  const register = [stored('old', '10.0.0.1'), stored('n1', '10.0.0.2')];
  expect(short('n0 10.0.0.1\nn1 10.0.0.2', register)).toEqual(['1 update n0 name', '2 same n1']);
  // Two nodes change their addresses: each is still the one of its name.
  const [first, second] = plan('old 10.0.0.2\nn1 10.0.0.1', register);
  expect([first?.target?.id, second?.target?.id]).toEqual(['id-old', 'id-n1']);
  expect([first?.state, second?.state]).toEqual(['update', 'update']);
});

test('an address belongs to one node of the class, also to one the text does not name', () => {
  const register = [stored('n0', '10.0.0.1'), stored('n1', '10.0.0.2')];
  expect(short('n0 10.0.0.2', register)).toEqual(['1 bad n0 address_taken']);
  // Another class may have the same machine.
  expect(short('n0 10.0.0.1', [stored('x', '10.0.0.1', { classId: 'b' })])).toEqual(['1 add n0']);
});

test('names and addresses twice in the text: the first counts', () => {
  expect(short('n0 10.0.0.1\nn0 10.0.0.2\nn1 10.0.0.1:22\nn2 10.0.0.1:23')).toEqual([
    '1 add n0',
    '2 bad n0 name_twice',
    '3 bad n1 address_twice',
    '4 add n2',
  ]);
  // Behind two gates the same private address is two machines.
  const text = 'name,host,jump\ng0,203.0.113.1,\ng1,203.0.113.2,\na,10.0.0.1,g0\nb,10.0.0.1,g1';
  expect(short(text)).toEqual(['2 add g0', '3 add g1', '4 add a', '5 add b']);
});

test('each class has a node0 of its own, and a node without a class joins the class that names it', () => {
  expect(short('n0 10.0.0.1', [stored('n0', '10.0.0.9', { classId: 'b' })])).toEqual(['1 add n0']);
  expect(short('n0 10.0.0.1', [stored('n0', '10.0.0.9', { classId: null, mayUpdate: false })])).toEqual(['1 add n0']);
  // Whoever may takes it into the class.
  expect(short('n0 10.0.0.1', [stored('n0', '10.0.0.1', { classId: null })])).toEqual(['1 update n0 class']);
  // The class's own is the one that is meant.
  const own = stored('n0', '10.0.0.1');
  for (const others of [
    [own, stored('n0', '10.0.0.2', { classId: null })],
    [stored('n0', '10.0.0.2', { classId: null }), own],
  ])
    expect(short('n0 10.0.0.1', others)).toEqual(['1 same n0']);
});

test('a jump host of another class is named by class and name, or by its name where that is one node', () => {
  const far = stored('gate', '10.0.0.9', { id: 'far', classId: 'b', className: 'B' });
  const jumpOf = (jump: string, register: RegisterNode[]) => plan(`name,host,jump\nn0,10.0.0.1,${jump}`, register)[0]?.next?.jump;
  expect(jumpOf('gate', [far])).toEqual({ node: 'far' });
  const other = stored('gate', '10.0.0.8', { id: 'other', classId: 'c', className: 'C' });
  expect(short('name,host,jump\nn0,10.0.0.1,gate', [far, other])).toEqual(['2 bad n0 jump_unknown']);
  expect(jumpOf('B/gate', [far, other])).toEqual({ node: 'far' });
});

test('host keys: brought along, as approved, and never in place of another', () => {
  const [key, other] = [makeKeyPair().publicKey, makeKeyPair().publicKey];
  const text = `name,host,host_key\nn0,10.0.0.1,${key}`;
  expect(plan(text)[0]).toMatchObject({ state: 'add', next: { hostKey: key } });
  expect(short(text, [stored('n0', '10.0.0.1')])).toEqual(['2 update n0 host_key']);
  expect(short(text, [stored('n0', '10.0.0.1', { hostKey: key })])).toEqual(['2 same n0']);
  expect(short(text, [stored('n0', '10.0.0.1', { hostKey: other })])).toEqual(['2 bad n0 host_key_differs']);
  // At another address it is another machine.
  expect(short(text, [stored('n0', '10.0.0.9', { hostKey: other })])).toEqual(['2 update n0 host credential host_key']);
});

test('jump hosts by name, by address, of the register and of the text itself, in any order', () => {
  const register = [stored('gate', '203.0.113.7', { port: 2222 })];
  const jumps = (text: string) => plan(text, register).map(({ next, problems }) => next?.jump ?? problems[0]?.code ?? null);
  expect(jumps('name,host,jump\nn0,10.0.0.1,gate')).toEqual([{ node: 'id-gate' }]);
  expect(jumps('name,host,jump\nn0,10.0.0.1,root@203.0.113.7:2222')).toEqual([{ node: 'id-gate' }]);
  expect(jumps('name,host,jump\nn0,10.0.0.1,inner\ninner,10.0.0.2,gate')).toEqual([{ planned: 1 }, { node: 'id-gate' }]);
  expect(jumps('name,host,jump\nn0,10.0.0.1,nobody')).toEqual(['jump_unknown']);
  expect(jumps('name,host,jump\nn0,10.0.0.1,n0')).toEqual(['jump_self']);
  expect(jumps('name,host,jump\nn0,10.0.0.1,none')).toEqual([null]);
});

test('a jump host that does not go in takes along whoever needs it; circles are refused', () => {
  const text = 'name,host,port,jump\na,10.0.0.1,,b\nb,10.0.0.2,,c\nc,10.0.0.3,0,\nd,10.0.0.4,,';
  expect(short(text)).toEqual(['2 bad a jump_bad', '3 bad b jump_bad', '4 bad c port', '5 add d']);
  expect(short('name,host,jump\na,10.0.0.1,b\nb,10.0.0.2,a')).toEqual(['2 bad a jump_loop', '3 bad b jump_loop']);
  // Also by way of a node that the text does not name.
  const register = [stored('a', '10.0.0.1'), stored('b', '10.0.0.2', { jumpNodeId: 'id-a' })];
  expect(short('name,host,jump\na,10.0.0.1,b', register)).toEqual(['2 bad a jump_loop']);
});

test('the jump host of the class is not reached through itself', () => {
  const register = [stored('gate', '203.0.113.7')];
  expect(plan('gate 203.0.113.8\nn0 10.0.0.1', register, { ...usual, jumpNodeId: 'id-gate' })).toMatchObject([
    { next: { jump: null } },
    { next: { jump: { node: 'id-gate' } } },
  ]);
});

test('what can never be is refused, and an address of another class is said', () => {
  expect(short('n0 127.0.0.1')).toEqual(['1 bad n0 address_refused']);
  expect(short('n0 10.0.3.300')).toEqual(['1 bad null host'].map((text) => text.replace('null', 'n0')));
  const notes = (text: string, register: RegisterNode[] = []) => plan(text, register)[0]?.notes.map(({ code }) => code);
  expect(notes('n0 10.0.0.1', [stored('x', '10.0.0.1', { classId: 'b', mayUpdate: false })])).toEqual(['address_elsewhere']);
  const key = makeKeyPair().publicKey;
  expect(notes(`name,host,host_key\nn0,10.0.0.1,${key}`)).toEqual(['default_by_named_key']);
  expect(notes(`name,host,host_key,password\nn0,10.0.0.1,${key},own`)).toEqual([]);
});
