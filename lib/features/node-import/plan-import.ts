import type { ImportField, ImportNote, ImportProblem, ImportState } from '@/lib/shared/node-import';
import type { Credential } from '@/lib/shared/nodes';
import { type ImportLine, problem, shown, splitAddress } from './import-line';

/** A node of the register, as far as a plan looks at it. */
export interface RegisterNode {
  id: string;
  name: string;
  classId: string | null;
  className: string | null;
  host: string;
  port: number;
  loginUser: string;
  jumpNodeId: string | null;
  hostKey: string | null;
  hasRootPassword: boolean;
  /** E-mail addresses of those it is given to. */
  students: ReadonlySet<string>;
  mayUpdate: boolean;
  hasCredential(credential: Credential): boolean;
  isRootPassword(password: string): boolean;
}

/** What a line has where it names nothing. */
export interface PlanDefaults {
  loginUser: string | null;
  port: number | null;
  credential: Credential | null;
  rootPassword: string | null;
  jumpNodeId: string | null;
}

export interface PlanInput {
  lines: readonly ImportLine[];
  classId: string;
  register: readonly RegisterNode[];
  defaults: PlanDefaults;
  /** E-mail addresses of the students of the class. */
  students: ReadonlySet<string>;
  /** May the panel connect there at all? Of a host name nobody knows before it is looked up. */
  allows(host: string, port: number): boolean;
}

/** A jump host: a node that is there, or one that this very text adds, by its place among the planned lines. */
type PlannedJump = { node: string } | { planned: number } | null;

/** What is written for a line that is `add` or `update`. */
export interface PlannedNode {
  name: string;
  host: string;
  port: number;
  loginUser: string;
  /** null keeps the stored one. */
  credential: Credential | null;
  /** undefined keeps, null forgets. */
  rootPassword: string | null | undefined;
  jump: PlannedJump;
  hostKey: string | null;
  students: string[];
}

export interface PlannedLine {
  line: number;
  state: ImportState;
  name: string | null;
  host: string | null;
  port: number | null;
  loginUser: string | null;
  jump: string | null;
  fields: ImportField[];
  problems: ImportProblem[];
  notes: ImportNote[];
  /** The node it is about; null for one to add. */
  target: RegisterNode | null;
  /** null for a line that is bad. */
  next: PlannedNode | null;
}

/**
 * What an import would do, line by line: pure. A line is this class's node of its name, else one of that name without a class, which
 * then joins it, else the node of this class at its address, else a new one: another class's node of the same name is another node. What a line does not name stays as it is at a node that is there, and comes from the class's defaults at a new one.
 */
export function planImport(input: PlanInput): PlannedLine[] {
  const known = input.register.filter(({ classId, mayUpdate }) => classId === input.classId || (classId === null && mayUpdate));
  // The class's own last: of two with one name it is the one that is meant.
  known.sort((a, b) => Number(a.classId !== null) - Number(b.classId !== null));
  const byName = new Map(known.map((node) => [node.name, node]));
  const targets = matchTargets(input, byName);
  const planned = input.lines.map((line, index) => planLine(line, targets[index] ?? null, input, byName));
  refuseTwice(planned, input);
  input.lines.forEach((line, index) => {
    const plan = planned[index];
    if (plan && line.jump !== null) findJump(plan, line.jump, planned, input, byName);
  });
  refuseLoops(planned, input.register);
  return planned.map(settle);
}

const addressOf = (host: string, port: number, jump: string): string => `${host.toLowerCase()}:${port} ${jump}`;

/** By name first; then, for lines whose name is new, by address among the nodes of this class that no line names. */
function matchTargets(
  { lines, register, classId, defaults }: PlanInput,
  byName: Map<string, RegisterNode>,
): Array<RegisterNode | null> {
  const named = new Set(lines.map((line) => line.name));
  const free = register.filter((node) => node.classId === classId && !named.has(node.name));
  return lines.map((line) => {
    const node = line.name === null ? undefined : byName.get(line.name);
    if (node || line.host === null) return node ?? null;
    const port = line.port ?? defaults.port ?? 22;
    const at = free.findIndex((other) => other.host.toLowerCase() === line.host?.toLowerCase() && other.port === port);
    return at < 0 ? null : (free.splice(at, 1)[0] ?? null);
  });
}

function planLine(
  line: ImportLine,
  target: RegisterNode | null,
  input: PlanInput,
  byName: Map<string, RegisterNode>,
): PlannedLine {
  const { defaults, classId } = input;
  // What stands in the line and is wrong is not replaced by what would be right.
  const wrong = (code: 'port' | 'user') => line.problems.some((found) => found.code === code);
  const plan: PlannedLine = {
    line: line.line,
    state: target ? 'same' : 'add',
    name: line.name,
    host: line.host,
    port: line.port ?? (wrong('port') ? null : (target?.port ?? defaults.port ?? 22)),
    loginUser: line.user ?? (wrong('user') ? null : (target?.loginUser ?? defaults.loginUser)),
    jump: line.jump,
    fields: [],
    problems: [...line.problems],
    notes: [...line.notes],
    target,
    next: null,
  };
  const { name, host, port, loginUser } = plan;
  if (plan.problems.length > 0 || name === null || host === null || port === null) return plan;
  const refuse = (code: ImportProblem['code'], params: ImportProblem['params'] = {}) =>
    void plan.problems.push(problem(code, params));
  for (const student of line.students) if (!input.students.has(student)) refuse('student_unknown', { value: shown(student) });
  if (line.jump === null && !input.allows(host, port)) refuse('address_refused', { value: shown(host) });
  if (loginUser === null) refuse('user_missing');
  if (plan.problems.length > 0 || loginUser === null) return plan;
  const moved = target !== null && (target.host.toLowerCase() !== host.toLowerCase() || target.port !== port);
  const asNew = target === null || moved || target.loginUser !== loginUser;
  // A stored credential belongs to its address and user; the class's own is as good as one of the line.
  const credential = line.credential ?? (asNew ? defaults.credential : null);
  if (asNew && credential === null) refuse(target ? 'credential_again' : 'credential_missing');
  if (target?.hostKey && line.hostKey && !moved && target.hostKey !== line.hostKey) refuse('host_key_differs');
  if (asNew && line.hostKey && !line.credential && credential?.kind === 'password')
    plan.notes.push({ code: 'default_by_named_key', params: {} });
  if (target === null || moved) {
    const elsewhere = input.register.some(
      (node) => node.classId !== classId && node.host.toLowerCase() === host.toLowerCase() && node.port === port && !line.jump,
    );
    if (elsewhere) plan.notes.push({ code: 'address_elsewhere', params: {} });
  }
  const rootPassword = line.rootPassword ?? (target === null || moved ? defaults.rootPassword : undefined);
  if (moved && target.hasRootPassword && rootPassword === null) plan.notes.push({ code: 'root_password_forgotten', params: {} });
  const defaultJump = defaults.jumpNodeId !== null && byName.get(name)?.id !== defaults.jumpNodeId ? defaults.jumpNodeId : null;
  const jumpNode = target ? target.jumpNodeId : defaultJump;
  plan.next = {
    name,
    host: moved || !target ? host : target.host,
    port,
    loginUser,
    credential,
    rootPassword,
    jump: jumpNode === null || line.jump === 'none' ? null : { node: jumpNode },
    hostKey: line.hostKey ?? (target && !moved ? target.hostKey : null),
    students: line.students.filter((student) => !target?.students.has(student)),
  };
  if (target) plan.fields = changedFields(target, plan.next, classId, { moved, asNew });
  if (target && line.jump === 'none' && target.jumpNodeId !== null) plan.fields.push('jump');
  return plan;
}

function changedFields(
  target: RegisterNode,
  next: PlannedNode,
  classId: string,
  { moved, asNew }: { moved: boolean; asNew: boolean },
): ImportField[] {
  const { credential, rootPassword } = next;
  const newCredential = credential !== null && (asNew || !target.hasCredential(credential));
  if (!newCredential) next.credential = null;
  const newRootPassword =
    typeof rootPassword === 'string'
      ? moved || !target.isRootPassword(rootPassword)
      : rootPassword === null && target.hasRootPassword;
  if (!newRootPassword) next.rootPassword = undefined;
  const changes: Array<[ImportField, boolean]> = [
    ['name', target.name !== next.name],
    ['host', target.host !== next.host],
    ['port', target.port !== next.port],
    ['user', target.loginUser !== next.loginUser],
    ['credential', newCredential],
    ['root_password', newRootPassword],
    ['host_key', next.hostKey !== null && next.hostKey !== target.hostKey],
    ['student', next.students.length > 0],
    ['class', target.classId !== classId],
  ];
  return changes.filter(([, differs]) => differs).map(([field]) => field);
}

/**
 * The first of two lines that name the same node counts; an address belongs to one node of a class. Behind another jump host the same address is
 * another machine.
 */
function refuseTwice(planned: PlannedLine[], { register, classId }: PlanInput): void {
  const names = new Map<string, number>();
  const addresses = new Map<string, number>();
  const targets = new Set(planned.map((plan) => plan.target?.id));
  const others = new Map(
    register
      .filter((node) => node.classId === classId && !targets.has(node.id))
      .map((node) => [addressOf(node.host, node.port, node.jumpNodeId ?? ''), node.name]),
  );
  for (const plan of planned) {
    const { next } = plan;
    if (!next) continue;
    // A jump host of the text itself has no id yet: its name stands for it.
    const written = plan.jump === null || plan.jump === 'none' ? null : `by ${plan.jump}`;
    const address = addressOf(next.host, next.port, written ?? (next.jump && 'node' in next.jump ? next.jump.node : ''));
    const [sameName, sameAddress, other] = [names.get(next.name), addresses.get(address), others.get(address)];
    if (sameName !== undefined) plan.problems.push(problem('name_twice', { value: next.name, line: sameName }));
    else if (sameAddress !== undefined)
      plan.problems.push(problem('address_twice', { value: `${next.host}:${next.port}`, line: sameAddress }));
    else if (other !== undefined)
      plan.problems.push(problem('address_taken', { value: `${next.host}:${next.port}`, name: other }));
    if (plan.problems.length > 0) continue;
    names.set(next.name, plan.line);
    addresses.set(address, plan.line);
  }
}

/** A jump host by its name, or by its address: of this text, or of the register. */
function findJump(
  plan: PlannedLine,
  jump: string,
  planned: readonly PlannedLine[],
  { register }: PlanInput,
  byName: Map<string, RegisterNode>,
): void {
  const { next, target } = plan;
  if (!next || jump === 'none') return;
  const { host, port } = splitAddress(jump);
  const atAddress = (other: { host: string; port: number }) =>
    other.host.toLowerCase() === host.toLowerCase() && other.port === Number(port ?? 22);
  const of = planned.findIndex((other) => other.name === jump || (other.next !== null && atAddress(other.next)));
  const line = planned[of];
  const stored = byName.get(jump) ?? otherJump(jump, register) ?? register.find((node) => node.mayUpdate && atAddress(node));
  if (line === plan || (stored && stored.id === target?.id)) return void plan.problems.push(problem('jump_self'));
  if (line && !line.target) {
    if (line.problems.length > 0) return void plan.problems.push(problem('jump_bad', { value: shown(jump), line: line.line }));
    next.jump = { planned: of };
    if (target) plan.fields.push('jump');
    return;
  }
  if (!stored?.mayUpdate) return void plan.problems.push(problem('jump_unknown', { value: shown(jump) }));
  next.jump = { node: stored.id };
  if (target && target.jumpNodeId !== stored.id) plan.fields.push('jump');
}

/** A jump host of another class: its name where only one node has it, or `class/node`. */
function otherJump(jump: string, register: readonly RegisterNode[]): RegisterNode | undefined {
  const found = register.filter((node) => node.mayUpdate && (node.name === jump || `${node.className}/${node.name}` === jump));
  return found.length === 1 ? found[0] : undefined;
}

/** A jumps through B that jumps through A, perhaps by way of nodes that the text does not name: nobody is reached. */
function refuseLoops(planned: PlannedLine[], register: readonly RegisterNode[]): void {
  const keyOf = (plan: PlannedLine, index: number): string => plan.target?.id ?? `planned ${index}`;
  const jumps = new Map(register.map((node) => [node.id, node.jumpNodeId]));
  planned.forEach((plan, index) => {
    const jump = plan.next?.jump;
    const by = jump && 'planned' in jump ? planned[jump.planned] : undefined;
    if (plan.next)
      jumps.set(
        keyOf(plan, index),
        by && jump && 'planned' in jump ? keyOf(by, jump.planned) : jump && 'node' in jump ? jump.node : null,
      );
  });
  planned.forEach((plan, index) => {
    const own = keyOf(plan, index);
    const passed = new Set<string>();
    for (let at = jumps.get(own); at && !passed.has(at); at = jumps.get(at)) passed.add(at);
    if (passed.has(own)) plan.problems.push(problem('jump_loop'));
  });
}

function settle(plan: PlannedLine, _index: number, planned: PlannedLine[]): PlannedLine {
  const { next } = plan;
  // A jump host of this text that turned out bad takes with it whoever needs it.
  if (next?.jump && 'planned' in next.jump && plan.problems.length === 0) {
    const jump = planned[next.jump.planned];
    if (jump && isBad(jump, planned)) plan.problems.push(problem('jump_bad', { value: shown(plan.jump ?? ''), line: jump.line }));
  }
  if (plan.problems.length > 0 || !next) return { ...plan, state: 'bad', fields: [], next: null };
  return { ...plan, state: plan.target ? (plan.fields.length > 0 ? 'update' : 'same') : 'add' };
}

function isBad(plan: PlannedLine, planned: readonly PlannedLine[]): boolean {
  if (plan.problems.length > 0 || !plan.next) return true;
  const { jump } = plan.next;
  const by = jump && 'planned' in jump ? planned[jump.planned] : undefined;
  return by !== undefined && isBad(by, planned);
}
