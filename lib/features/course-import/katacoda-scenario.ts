import type { DraftLesson, DraftStep, Importing } from './draft';
import { PageRefused } from './convert-page';
import { folderOf, readForeignText, resolvePath } from './foreign-text';
import { type KatacodaIndex, type KatacodaPart, lineOf } from './katacoda-index';
import { type KatacodaPage, readKatacodaPage, sayPlainly } from './katacoda-page';
import { verifyProgram } from './katacoda-script';
import { placeAssets, runScripts } from './katacoda-set-up';
import { readTree } from './markdown-tree';

/** Machines with a Kubernetes cluster, which a node with Docker is not. */
const kubernetes = /kube|k8s|k3s|k3d|minikube|openshift|\bcrc\b|rancher|istio|knative|microshift/i;
/** Machines that a node with Docker can stand for. */
const plain = /^(?:ubuntu|docker|bash|debian|alpine|centos|fedora|terminal|linux)(?:[:\d.-]|$)/i;

export interface FoundScenario {
  file: string;
  text: string;
  index: KatacodaIndex;
}

/** One scenario as a lesson. @returns null where it is refused, which is said in the report */
export function importScenario(importing: Importing, scenario: FoundScenario, id: string): DraftLesson | null {
  const { file, text, index } = scenario;
  const at = (word: string) => ({ file, line: lineOf(text, word) });
  const image = index.backend.imageid;
  if (kubernetes.test(image)) {
    importing.refuse(at('"imageid"'), 'kubernetes', image);
    return null;
  }
  if (image !== '' && !plain.test(image)) importing.lose(at('"imageid"'), 'environment', image);
  noteLayout(importing, scenario);
  try {
    const lesson = readScenario(importing, scenario, id);
    if (lesson.steps.length > 0) return lesson;
    importing.refuse({ file, line: 1 }, 'empty', index.title);
  } catch (error) {
    if (!(error instanceof PageRefused)) throw error;
    importing.refuse({ file: error.file, line: error.line }, 'limits', error.reason);
  }
  return null;
}

/** An editor, a dashboard, a notebook: what the page of the site has beside the terminal. */
function noteLayout(importing: Importing, { file, text, index }: FoundScenario): void {
  const { uilayout, showdashboard, dashboards } = index.environment;
  const layout = index.interface.layout ?? (typeof uilayout === 'string' ? uilayout : undefined);
  if (layout !== undefined && !/^(?:terminal|default)$/i.test(layout))
    importing.lose({ file, line: lineOf(text, layout) }, 'layout', layout.slice(0, 80));
  if (showdashboard === true || Array.isArray(dashboards))
    importing.lose({ file, line: lineOf(text, 'dashboard') }, 'tab', 'dashboards');
}

function readScenario(importing: Importing, scenario: FoundScenario, id: string): DraftLesson {
  const { file, index } = scenario;
  const { intro, finish } = index.details;
  const folder = folderOf(file);
  const pictures = [folder, `${folder}${folder ? '/' : ''}assets`, ''];
  const page = (part: KatacodaPart | undefined): KatacodaPage | null => {
    const path = part?.text === undefined ? null : resolvePath(folder, part.text);
    const read = path === null ? null : readKatacodaPage(importing, path, pictures);
    if (part?.text !== undefined && read === null)
      importing.lose({ file, line: lineOf(scenario.text, `"${part.text}"`) }, 'missing', part.text);
    return read;
  };
  const before = page(intro);
  const setUp = [...placeAssets(importing, scenario), ...(intro ? runScripts(importing, scenario, intro) : [])];
  const steps = index.details.steps.map((part, number) => {
    const read = page(part);
    return stepOf(importing, scenario, part, { read, number });
  });
  const first = setUpStep(importing, before, setUp, steps.length === 0);
  const after = page(finish);
  if (finish && (finish.background ?? finish.foreground))
    importing.lose({ file, line: lineOf(scenario.text, '"finish"') }, 'script', finish.background ?? finish.foreground ?? '');
  const all = [...(first ? [first] : []), ...steps];
  const minutes = Number(/\d+/.exec(String(index.time ?? ''))?.[0] ?? 0);
  return {
    id,
    source: { file, line: 1 },
    title: index.title.trim() || id,
    minutes: Math.min(240, Math.max(1, minutes || all.length * 4)),
    before: before?.markdown ?? '',
    after: after?.markdown ?? '',
    steps: all,
  };
}

/** What the site does before the first page, and what its first page has to type. */
function setUpStep(
  importing: Importing,
  before: KatacodaPage | null,
  setUp: DraftStep['commands'],
  isOnly: boolean,
): DraftStep | null {
  const { words } = importing;
  const commands = [...setUp, ...(before?.commands ?? [])];
  const questions = before?.questions ?? [];
  if (commands.length === 0 && questions.length === 0)
    return isOnly && before ? { title: words.read, page: '', commands: [], questions: [], solution: [] } : null;
  return {
    ...{ title: words.setUp, page: setUp.length > 0 ? words.setUpText : '', commands, questions, solution: [] },
    ...(before?.more && { more: before.more }),
  };
}

function stepOf(
  importing: Importing,
  scenario: FoundScenario,
  part: KatacodaPart,
  { read, number }: { read: KatacodaPage | null; number: number },
): DraftStep {
  const { file, text } = scenario;
  const prepared = runScripts(importing, scenario, part);
  const answer = textOf(importing, file, part.answer);
  const more = [read?.more, answer && sayPlainly(readTree(answer.slice(0, 8000), { directives: false })?.children ?? [])];
  const said = more.filter(Boolean).join(' ').slice(0, 3800);
  if (part.hint !== undefined) importing.lose({ file, line: lineOf(text, `"${part.hint}"`) }, 'script', part.hint);
  return {
    title: part.title?.trim() || importing.words.step(number + 1),
    page: read?.markdown ?? '',
    commands: [...prepared, ...(read?.commands ?? [])],
    questions: read?.questions ?? [],
    solution: (read?.solution ?? []).map((index) => index + prepared.length),
    ...(said && { more: said }),
    script: scriptOf(importing, scenario, part),
  };
}

function scriptOf(importing: Importing, { file, text }: FoundScenario, part: KatacodaPart): string | undefined {
  if (part.verify === undefined) return undefined;
  const place = { file, line: lineOf(text, `"${part.verify}"`) };
  const script = textOf(importing, file, part.verify);
  const program = script === null ? null : verifyProgram(script);
  importing.lose(place, script === null ? 'missing' : program === null ? 'file' : 'verify', part.verify);
  return program ?? undefined;
}

function textOf(importing: Importing, file: string, written: string | undefined): string | null {
  const path = written === undefined ? null : resolvePath(folderOf(file), written);
  return path === null ? null : readForeignText(importing, path);
}
