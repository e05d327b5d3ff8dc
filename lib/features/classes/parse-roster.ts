import { parse } from 'csv-parse/sync';
import { displayNameSchema, emailSchema, studentNumberSchema } from '@/lib/shared/accounts';
import { type RosterProblem, rosterMaxLines } from '@/lib/shared/roster';

export interface RosterLine {
  line: number;
  name: string;
  email: string;
  studentNumber: string | null;
}
export interface BadRosterLine {
  line: number;
  /** The line as it was given, its cells apart, shortened. */
  text: string;
  reason: RosterProblem;
}

const shownChars = 120;

/** What schools and spreadsheets write above a column, without spaces, hyphens and case. */
const headerWords: Record<string, Column> = Object.fromEntries([
  ...['이름', '성명', '학생', '학생이름', '학생명', 'name', 'fullname', 'student', 'studentname'].map((word) => [word, 'name']),
  ...['firstname', 'givenname'].map((word) => [word, 'first']),
  ...['성', 'lastname', 'familyname', 'surname'].map((word) => [word, 'last']),
  ...['이메일', '이메일주소', '메일', '메일주소', '전자우편', 'email', 'emailaddress', 'mail'].map((word) => [word, 'email']),
  ...['학번', '학생번호', 'studentnumber', 'studentno', 'studentid', 'id', 'number', 'no.'].map((word) => [word, 'number']),
] as Array<[string, Column]>);
type Column = 'name' | 'first' | 'last' | 'email' | 'number';

/** A cell that can only be a student number: digits, four at least, perhaps a letter before them and hyphens between. */
const looksLikeNumber = (cell: string): boolean => /^[A-Za-z]?\d[\d-]{3,20}$/.test(cell);

/**
 * Reads a roster as a spreadsheet gives it: cells by tab, semicolon or comma, quotes as in RFC 4180, a header in Korean or in English or
 * none. Without a header the cell with an @ is the address, one of digits the student number, and the others are the name; `name
 * <address>` is read too. Empty lines, lines that begin with # and Excel's `sep=;` say nothing. A bad line keeps no good one back.
 */
export function parseRoster(text: string): { people: RosterLine[]; problems: BadRosterLine[] } {
  const people: RosterLine[] = [];
  const problems: BadRosterLine[] = [];
  const seen = new Set<string>();
  let header: Array<Column | null> | null = null;
  let first = true;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (raw.trim() === '' || raw.trimStart().startsWith('#') || (first && /^"?sep=.?"?$/i.test(raw.trim()))) continue;
    const cells = splitCells(raw);
    if (first) {
      first = false;
      header = readHeader(cells);
      if (header) continue;
    }
    const line = index + 1;
    const found = cells === null ? 'quote' : people.length >= rosterMaxLines ? 'too_many' : readCells(cells, header);
    const reason = typeof found === 'string' ? found : seen.has(found.email) ? 'repeated' : null;
    if (typeof found !== 'string' && reason === null) {
      seen.add(found.email);
      people.push({ line, ...found });
    } else if (reason !== null) problems.push({ line, text: visible(cells ?? [raw]), reason });
  }
  return { people, problems };
}

/** Null where a quote is not closed. */
function splitCells(line: string): string[] | null {
  // A name may hold the comma, and seldom the semicolon or a tab.
  const bare = line.replace(/"[^"]*"/g, '');
  const delimiter = ['\t', ';'].find((mark) => bare.includes(mark)) ?? ',';
  try {
    // As mail programs write it: the address stands behind the quoted name without a mark between them.
    const apart = line.replace(/("[^"]*")\s*</g, `$1${delimiter}<`);
    const rows = parse(apart, { delimiter, relax_column_count: true, relax_quotes: true, trim: true }) as string[][];
    return (rows[0] ?? []).map((cell) => cell.trim());
  } catch {
    return null;
  }
}

/** Which column is what, where the first line says so: no address stands in it, and words that are known do. */
function readHeader(cells: string[] | null): Array<Column | null> | null {
  if (!cells || cells.some((cell) => cell.includes('@'))) return null;
  const columns = cells.map((cell) => {
    const word = cell.toLowerCase().replace(/[\s_-]/g, '');
    return Object.hasOwn(headerWords, word) ? (headerWords[word] ?? null) : null;
  });
  return columns.some((column) => column !== null) && (columns.includes('email') || columns.length > 1) ? columns : null;
}

type Found = Omit<RosterLine, 'line'> | RosterProblem;

function readCells(cells: string[], header: Array<Column | null> | null): Found {
  if (!header?.includes('email')) return readLoose(cells, header);
  const of = (column: Column) =>
    cells
      .filter((cell, index) => header[index] === column && cell !== '')
      .join(' ')
      .trim();
  const name = of('name') || [of('first'), of('last')].filter(Boolean).join(' ');
  return check(of('email').replace(/^.*<([^<>]*)>$/, '$1'), name, of('number'));
}

/** By what the cells look like, but for those a header names. */
function readLoose(cells: string[], header: Array<Column | null> | null): Found {
  const numbers: string[] = [];
  const words: string[] = [];
  const addresses: string[] = [];
  cells.forEach((cell, index) => {
    const parts = cell.includes('@') ? cell.split(/[\s<>]+/).filter(Boolean) : [cell];
    for (const part of parts) {
      if (part === '') continue;
      if (part.includes('@')) addresses.push(part);
      else if (header?.[index] === 'number' || (numbers.length === 0 && looksLikeNumber(part))) numbers.push(part);
      else words.push(part.replace(/^"(.*)"$/, '$1'));
    }
  });
  if (addresses.length > 1) return 'two_emails';
  return check(addresses[0] ?? '', words.join(' '), numbers.join(' '));
}

function check(address: string, words: string, number: string): Found {
  if (address === '') return 'no_email';
  const email = emailSchema.safeParse(address);
  if (!email.success) return 'email_invalid';
  const name = displayNameSchema.safeParse(words === '' ? email.data.split('@')[0] : words);
  if (!name.success) return 'name_invalid';
  const studentNumber = number === '' ? null : studentNumberSchema.safeParse(number);
  if (studentNumber?.success === false) return 'number_invalid';
  return { name: name.data, email: email.data, studentNumber: studentNumber?.data ?? null };
}

/** What would turn the page's text around, or cannot be seen, is shown as a sign of its own. */
function visible(cells: string[]): string {
  return cells
    .join(' | ')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD')
    .slice(0, shownChars);
}
