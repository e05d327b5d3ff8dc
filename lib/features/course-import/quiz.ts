import type { DraftQuestion, ForeignPlace, Importing } from './draft';

/** One line below a question. */
interface Option {
  text: string;
  right: boolean;
}

const answerChars = 200;

/** A question with choices. @returns null where it has no right one, or too few; said in the losses */
export function choiceQuestion(importing: Importing, ask: string, options: Option[], place: ForeignPlace): DraftQuestion | null {
  const right = options.filter((option) => option.right);
  if (right.length === 0 || options.length < 2 || ask.trim() === '') {
    importing.lose(place, 'question', ask.slice(0, 120));
    return null;
  }
  // One answer is given to a question: where several are right together, any of them is taken.
  if (right.length > 1) importing.lose(place, 'several', ask.slice(0, 120));
  const kept = options.length <= 8 ? options : [...right.slice(0, 4), ...options.filter((option) => !option.right)].slice(0, 8);
  if (kept.length < options.length) importing.lose(place, 'size', ask.slice(0, 120));
  const rightTexts = kept.filter((option) => option.right).map(({ text }) => text);
  return {
    ask: ask.slice(0, 2000),
    choices: kept.map(({ text }) => text.slice(0, 1000) || '–'),
    right: rightTexts.map((text) => text.slice(0, 1000) || '–'),
  };
}

/** Katacoda's quizzes: `>>question<<`, and below it `=== text`, `=~= part of a text`, `(*)`/`( )` or `[*]`/`[ ]`. */
export function takeKatacodaQuizzes(
  importing: Importing,
  lines: string[],
  { file, offset }: { file: string; offset: number },
): { lines: string[]; questions: DraftQuestion[] } {
  const kept = [...lines];
  const questions: DraftQuestion[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, ask] = /^\s*>>(.{1,2000}?)<<\s*$/.exec(lines[index] ?? '') ?? [];
    if (ask === undefined) continue;
    const place = { file, line: index + 1 + offset };
    kept[index] = '';
    const options: Option[] = [];
    const texts: string[] = [];
    let next = index + 1;
    for (; next < lines.length && (lines[next] ?? '').trim() !== ''; next++) {
      const line = lines[next] ?? '';
      const [, mark, choice] = /^\s*[[(]([*xX ]?)[\])]\s*(.*)$/.exec(line) ?? [];
      const [, sign, text] = /^\s*(===|=~=|~=|=\^=)\s*(.*?)\s*$/.exec(line) ?? [];
      if (choice !== undefined) options.push({ text: choice.trim(), right: (mark ?? '').trim() !== '' });
      else if (text !== undefined && text !== '') {
        texts.push(text);
        if (sign !== '===') importing.lose({ file, line: next + 1 + offset }, 'several', line.trim().slice(0, 120));
      } else break;
      kept[next] = '';
    }
    index = next - 1;
    const question =
      texts.length > 0
        ? { ask: ask.trim(), right: texts.filter(({ length }) => length <= answerChars) }
        : choiceQuestion(importing, ask.trim(), options, place);
    if (question && question.right.length > 0) questions.push(question);
  }
  return { lines: kept, questions };
}
