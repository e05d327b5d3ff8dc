import type { Input } from '@/lib/shared/api';
import type { OperationKind } from '@/lib/shared/operations';

export type Task = Exclude<OperationKind, 'node.root-login' | 'container.control' | 'image.remove'>;
export const tasks = ['node.provision', 'image.pull', 'node.command', 'node.reset'] as const satisfies Task[];
/** The steps a person chooses from, in the order in which they are done. */
export const choosable = [
  'docker.install',
  'docker.start',
  'docker.daemon-json',
  'hostname',
  'users.login',
  'root.password',
  'root.login',
  'images.pull',
  'registry.run',
] as const;
export type Choosable = (typeof choosable)[number];

export interface PasswordValues {
  kind: 'same' | 'generated' | 'each';
  password: string;
  list: string;
}

/** What is typed on the page, as it is typed: nothing of it is lost when the panel refuses it. */
export interface FormValues {
  task: Task;
  steps: Choosable[];
  mirrors: string;
  insecure: string;
  limitLogs: boolean;
  maxSizeMb: string;
  maxFiles: string;
  overlay2: boolean;
  user: string;
  login: PasswordValues;
  root: PasswordValues;
  images: string;
  /** Each node pulls by itself, also where the class has a registry. */
  direct: boolean;
  command: string;
  as: 'root' | 'login';
  timeoutSeconds: string;
  scope: 'all' | 'notReady' | 'some';
  chosen: string[];
}

const noPassword: PasswordValues = { kind: 'same', password: '', list: '' };
const emptyForm: FormValues = {
  task: 'node.provision',
  steps: ['docker.install', 'docker.start'],
  mirrors: '',
  insecure: '',
  limitLogs: true,
  maxSizeMb: '10',
  maxFiles: '3',
  overlay2: false,
  user: 'ubuntu',
  login: noPassword,
  root: noPassword,
  images: '',
  direct: false,
  command: '',
  as: 'root',
  timeoutSeconds: '60',
  scope: 'all',
  chosen: [],
};

/**
 * As a query has it: `?steps=docker.install,docker.start&nodes=node3,node7`, `?task=image.pull&images=ubuntu,alpine`; `?operation=ID` shows
 * that one.
 */
export type Address = Partial<Record<'task' | 'steps' | 'nodes' | 'images' | 'operation', string | string[]>>;

/**
 * The form as the link that led here asks for it: the steps there are, and exactly its nodes. A node that is not there is no reason to
 * take others: it is left out when the nodes are counted. Cleaning Docker is a task of its own, since it is asked about.
 */
export function formOf(address: Address): FormValues {
  const listed = (given: string | string[] | undefined) => linesOf([given ?? []].flat().join());
  const [asked, chosen] = [listed(address.steps), listed(address.nodes)];
  const steps = choosable.filter((id) => asked.includes(id));
  const task = tasks.find((one) => one === address.task);
  return {
    ...emptyForm,
    images: listed(address.images).join('\n'),
    ...(task && changeTask(emptyForm, task)),
    ...(steps.length > 0 && { steps, scope: 'notReady' as const }),
    ...(steps.length === 0 && asked.includes('docker.clean') && { task: 'node.reset' as const }),
    ...(chosen.length > 0 && { chosen, scope: 'some' as const }),
  };
}

/** The names of the nodes that are meant, of those there are. */
export function nodesOf(values: FormValues, all: ReadonlyArray<{ name: string; state: string }>): string[] {
  if (values.scope === 'some') return all.filter((node) => values.chosen.includes(node.name)).map((node) => node.name);
  return all.filter((node) => values.scope === 'all' || node.state !== 'ready').map((node) => node.name);
}

/**
 * Another task. What can do harm at once, a command or a reset, begins with no node: all of them are chosen by a hand. A choice that was
 * made stays.
 */
export function changeTask({ scope, chosen }: FormValues, task: Task): Partial<FormValues> {
  if (scope === 'notReady' || chosen.length > 0) return { task };
  return { task, scope: task === 'node.command' || task === 'node.reset' ? 'some' : 'all' };
}

/** What is asked about before it starts; a reset has a question of its own. */
export function questionOf({ task, as, steps }: FormValues): 'command' | 'daemon' | null {
  if (task === 'node.command' && as === 'root') return 'command';
  return task === 'node.provision' && steps.includes('docker.daemon-json') ? 'daemon' : null;
}

export type Wrong = { field: 'steps' | 'nodes' | 'images' | 'command' | 'login' | 'root'; line?: number };
type Body = Input<'POST /classes/{class}/operations'>['body'];
type StepBody = Extract<Body, { kind: 'node.provision' }>['steps'][number];

const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** What is missing before anything can be sent; the panel judges the rest. */
export function wrongOf(values: FormValues, nodeNames: readonly string[]): Wrong[] {
  const wrong: Wrong[] = [];
  if (nodeNames.length === 0) wrong.push({ field: 'nodes' });
  const provisions = values.task === 'node.provision';
  if (provisions && values.steps.length === 0) wrong.push({ field: 'steps' });
  const pulls = values.task === 'image.pull' || (provisions && values.steps.includes('images.pull'));
  if (pulls && linesOf(values.images).length === 0) wrong.push({ field: 'images' });
  if (values.task === 'node.command' && values.command.trim() === '') wrong.push({ field: 'command' });
  const ask = (step: Choosable, field: 'login' | 'root') => {
    if (!provisions || !values.steps.includes(step)) return;
    const { kind, password, list } = values[field];
    if (kind === 'same' && password === '') wrong.push({ field });
    if (kind === 'each') {
      const bad = badLine(list);
      if (bad !== null) wrong.push({ field, line: bad });
    }
  };
  ask('users.login', 'login');
  ask('root.password', 'root');
  return wrong;
}

/** A node's name, then white space or a comma, then the password to the end of the line. */
const passwordLine = /^\s*([a-z0-9-]+)[\s,]+(\S.*?)\s*$/;

/** The number of the first line that is none; 1 for an empty list; null when all are good. */
function badLine(list: string): number | null {
  const lines = list.split('\n');
  if (list.trim() === '') return 1;
  const bad = lines.findIndex((line) => line.trim() !== '' && !passwordLine.test(line));
  return bad < 0 ? null : bad + 1;
}

function passwordsOf(values: PasswordValues) {
  if (values.kind === 'generated') return { kind: 'generated' as const };
  if (values.kind === 'same') return { kind: 'same' as const, password: values.password };
  const pairs = values.list.split('\n').flatMap((line) => {
    const match = passwordLine.exec(line);
    return match ? [[match[1] ?? '', match[2] ?? ''] as const] : [];
  });
  return { kind: 'each' as const, byNode: Object.fromEntries(pairs) };
}

const imagesOf = ({ images, direct }: FormValues) => ({ images: linesOf(images), ...(direct && { direct }) });

function stepOf(id: Choosable, values: FormValues): StepBody {
  switch (id) {
    case 'docker.daemon-json':
      return {
        id,
        mirrors: linesOf(values.mirrors),
        insecureRegistries: linesOf(values.insecure),
        ...(values.limitLogs && { logs: { maxSizeMb: Number(values.maxSizeMb), maxFiles: Number(values.maxFiles) } }),
        overlay2: values.overlay2,
      };
    case 'users.login':
      return { id, user: values.user, passwords: passwordsOf(values.login) };
    case 'root.password':
      return { id, passwords: passwordsOf(values.root) };
    case 'images.pull':
      return { id, ...imagesOf(values) };
    default:
      return { id };
  }
}

/** What is sent to the panel. @param nodes the names of the nodes, left out for all of the class */
export function bodyOf(values: FormValues, nodes: string[] | undefined, dryRun: boolean): Body {
  const on = { dryRun, ...(nodes && { nodes }) };
  switch (values.task) {
    case 'node.provision':
      return {
        kind: values.task,
        steps: choosable.filter((id) => values.steps.includes(id)).map((id) => stepOf(id, values)),
        ...on,
      };
    case 'image.pull':
      return { kind: values.task, ...imagesOf(values), ...on };
    case 'node.command':
      return {
        kind: values.task,
        command: values.command,
        as: values.as,
        timeoutSeconds: Number(values.timeoutSeconds) || 60,
        ...on,
      };
    case 'node.reset':
      return { kind: values.task, ...on };
  }
}
