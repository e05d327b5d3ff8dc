import { dirname } from 'node:path/posix';
import { commandChars } from './commands';
import type { DraftCommand, ForeignPlace, Importing } from './draft';

/** Needs no quotes on a shell, and does not climb. A leading `~/` is the shell's own. */
const plainPath =
  /^(?:~\/)?\/?(?:[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*|\.[A-Za-z0-9_-][A-Za-z0-9_.-]*)(?:\/(?:[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*|\.[A-Za-z0-9_-][A-Za-z0-9_.-]*))*$/;

/** Longer files would be more typing than a lesson. */
const fileChars = 12_000;

/** Stands for a tab while the text is typed: a shell would take a tab as a question for names. */
const tab = '\u21e5';

/**
 * Commands that write a file as a student would: the text stands in them, so nothing is placed unseen. Several where it is long.
 * @returns none where the file cannot be written so, which is said in the losses
 */
export function placeFile(
  importing: Importing,
  { path, text, append = false }: { path: string; text: string; append?: boolean },
  place: ForeignPlace,
): DraftCommand[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const end = ['EOF', 'END_OF_FILE', 'END_OF_THIS_FILE'].find((word) => !lines.includes(word));
  const typed = lines.some((line) => line.includes('\t'));
  if (
    !plainPath.test(path) ||
    text.length > fileChars ||
    !end ||
    (typed && text.includes(tab)) ||
    lines.some((line) => line.length > 3000)
  ) {
    importing.lose(place, 'file', path.slice(0, 120));
    return [];
  }
  importing.needs.file(path, text, place);
  const write = typed ? `sed 's/${tab}/\\t/g'` : 'cat';
  const folder = dirname(path);
  const before = ['.', '/', '~', '/tmp', '/root'].includes(folder) ? [] : [`mkdir -p ${folder}`];
  const commands: DraftCommand[] = [];
  let part: string[] = [];
  let size = 0;
  const flush = (): void => {
    const first = commands.length === 0;
    const head = `${write} ${first && !append ? '>' : '>>'} ${path} <<'${end}'`;
    commands.push({ run: [...(first ? before : []), head, ...part, end].join('\n') });
    part = [];
    size = 0;
  };
  for (const line of lines) {
    if (size + line.length > commandChars - 600) flush();
    part.push(line.replaceAll('\t', tab));
    size += line.length + 1;
  }
  flush();
  return commands;
}
