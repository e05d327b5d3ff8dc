/** A part of a page: what stands in it, and after how many lines of its text it begins. */
export interface PagePart {
  /** The words of `<summary>`; null: the page itself. */
  summary: string | null;
  lines: string[];
  offset: number;
}

const fenceMark = /^[\s>]*(`{3,}|~{3,})([^`]*)$/;
const opening = /^\s*<details[^>]*>/i;
const closing = /<\/details\s*>/i;
const summaryMark = /<summary[^>]*>([\s\S]*?)<\/summary\s*>/i;

/** Divides a page at its `<details>`, which hold hints and solutions. Code blocks are left alone; one inside another belongs to it. */
export function splitDetails(lines: readonly string[]): PagePart[] {
  const parts: PagePart[] = [{ summary: null, lines: [], offset: 0 }];
  let fence: string | null = null;
  let depth = 0;
  const current = (): PagePart => parts.at(-1) as PagePart;
  const begin = (summary: string | null, offset: number): void => void parts.push({ summary, lines: [], offset });
  for (const [index, line] of lines.entries()) {
    const mark = fenceMark.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      current().lines.push(line);
      continue;
    }
    if (mark !== undefined) fence = mark;
    if (mark === undefined && opening.test(line)) {
      if (depth++ === 0) {
        begin('', index);
        const rest = line.replace(opening, '');
        current().lines.push(rest.replace(closing, ''));
        if (closing.test(rest)) {
          depth = 0;
          begin(null, index + 1);
        }
        continue;
      }
    } else if (mark === undefined && depth > 0 && closing.test(line) && --depth === 0) {
      current().lines.push(line.replace(closing, ''));
      begin(null, index + 1);
      continue;
    }
    current().lines.push(line);
  }
  return parts.map(takeSummary).filter(({ lines: own, summary }) => summary !== null || own.some((line) => line.trim() !== ''));
}

/** Its lines keep their places. */
function takeSummary(part: PagePart): PagePart {
  if (part.summary === null) return part;
  const text = part.lines.join('\n');
  const [whole, words] = summaryMark.exec(text) ?? [];
  if (whole === undefined || words === undefined) return part;
  const blank = '\n'.repeat(whole.split('\n').length - 1);
  return {
    ...part,
    summary: words
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
    lines: text.replace(whole, () => blank).split('\n'),
  };
}

/** Which level of help a summary names; null: it is a part of the page that opens. */
export function helpLevel(summary: string): 2 | 3 | null {
  if (/solution|answer|solve|solución|solução|lösung|réponse|resposta|respuesta|정답|해답|풀이/i.test(summary)) return 3;
  return /tip|hint|help|pista|dica|hinweis|indice|힌트|도움말/i.test(summary) ? 2 : null;
}
