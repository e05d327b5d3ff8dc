import { type CsvError, parse } from 'csv-parse/sync';
import { limits } from '@/lib/shared/limits';
import { problem, type RawLine, shown } from './import-line';

const columns = {
  name: 'name',
  host: 'host',
  port: 'port',
  user: 'user',
  password: 'password',
  private_key: 'privateKey',
  root_password: 'rootPassword',
  jump: 'jump',
  host_key: 'hostKey',
  student: 'students',
} as const satisfies Record<string, keyof RawLine>;
type Column = keyof typeof columns;
const csvColumns = Object.keys(columns) as Column[];

/** What else stands above a column, without spaces, hyphens and underscores. */
const otherWords: Record<string, Column> = Object.fromEntries([
  ...['이름', '노드', '노드이름', '노드명', 'node', 'nodename'].map((word) => [word, 'name']),
  ...['주소', '호스트', 'ip', 'ip주소', 'address', 'ipaddress', 'hostname'].map((word) => [word, 'host']),
  ...['포트'].map((word) => [word, 'port']),
  ...['사용자', '로그인사용자', '계정', 'username', 'login', 'loginuser'].map((word) => [word, 'user']),
  ...['비밀번호', '암호'].map((word) => [word, 'password']),
  ...['root비밀번호', '루트비밀번호', 'root암호'].map((word) => [word, 'root_password']),
  ...['개인키', 'key'].map((word) => [word, 'private_key']),
  ...['점프호스트', 'jumphost', 'proxyjump'].map((word) => [word, 'jump']),
  ...['호스트키', 'fingerprint'].map((word) => [word, 'host_key']),
  ...['학생', '학생이메일', '이메일', 'studentemail', 'email'].map((word) => [word, 'student']),
] as Array<[string, Column]>);

/** The column a header's cell names; as it stands where it names none. */
export function columnOf(cell: string): string {
  const plain = cell.trim().toLowerCase();
  const word = plain.replace(/[\s_-]/g, '');
  const own = csvColumns.find((column) => column.replace('_', '') === word);
  return own ?? (Object.hasOwn(otherWords, word) ? (otherWords[word] ?? plain) : plain);
}

/** Each one means reading what follows again. */
const unclosedMax = 20;

interface Row {
  line: number;
  cells: string[];
}

/**
 * Comma, semicolon or tab, whichever the header has (RFC 4180 otherwise): a spreadsheet's choice depends on its language.
 * @param text with `\n` alone as line ends, without a byte order mark
 */
export function readCsv(text: string): { lines: RawLine[]; unknownColumns: string[] } {
  const { rows, unclosed } = readRows(text);
  const header = rows.shift();
  const names = (header?.cells ?? []).map(columnOf);
  const quotes = unclosed.map((line): RawLine => ({ line, problems: [problem('csv_quote')], notes: [] }));
  if (!header || !names.includes('name') || !names.includes('host'))
    return { lines: [{ line: header?.line ?? 1, problems: [problem('csv_header')], notes: [] }], unknownColumns: [] };
  const twice = names.find((name, index) => Object.hasOwn(columns, name) && names.indexOf(name) !== index);
  if (twice !== undefined)
    return { lines: [{ line: header.line, problems: [problem('csv_twice', { column: twice })], notes: [] }], unknownColumns: [] };
  const unknownColumns = names.filter((name) => !Object.hasOwn(columns, name)).map(shown);
  const lines = rows.slice(0, limits.importMaxNodes).map((row) => readCells(row, names));
  const next = rows[limits.importMaxNodes];
  if (next) lines.push({ line: next.line, problems: [problem('too_many', { maximum: limits.importMaxNodes })], notes: [] });
  return { lines: [...lines, ...quotes].sort((a, b) => a.line - b.line), unknownColumns };
}

function readCells({ line, cells }: Row, names: string[]): RawLine {
  const raw: RawLine = { line, problems: [], notes: [] };
  names.forEach((name, index) => {
    if (Object.hasOwn(columns, name)) Object.assign(raw, { [columns[name as Column]]: unguard(name, cells[index] ?? '') });
  });
  // A line one cell short or long has its values in the wrong columns.
  if (cells.length !== names.length) raw.problems.push(problem('csv_columns', { expected: names.length, found: cells.length }));
  return raw;
}

/** Undoes what the export puts before a cell that a spreadsheet would run. */
const unguard = (name: string, cell: string): string => (name === 'student' && /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);

/** Every record with the line it begins at. A quote that is never closed costs its own line, not all that follow. */
function readRows(text: string): { rows: Row[]; unclosed: number[] } {
  // What Excel writes or wants to read first says which mark divides, and nothing else.
  const all = text.replace(/^"?sep=.?"?(?=\n)/i, '#').split('\n');
  const delimiter = delimiterOf(all.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '');
  const rows: Row[] = [];
  const unclosed: number[] = [];
  let from = 0;
  while (from < all.length && unclosed.length < unclosedMax) {
    const rest = all.slice(from);
    let read = 0;
    try {
      parse(rest.join('\n'), {
        delimiter,
        comment: '#',
        comment_no_infix: true,
        relax_column_count: true,
        relax_quotes: true,
        record_delimiter: '\n',
        raw: true,
        info: true,
        on_record: (found: unknown) => {
          const { record, info, raw } = found as { record: string[]; info: { lines: number }; raw: string };
          const first = info.lines - (raw.replace(/\n$/, '').match(/\n/g)?.length ?? 0);
          read = info.lines;
          if (record.some((cell) => cell.trim() !== '')) rows.push({ line: from + first, cells: record });
          return null;
        },
      });
      break;
    } catch (error) {
      if ((error as CsvError).code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
      const blank = rest.slice(read).findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
      unclosed.push(from + read + Math.max(0, blank) + 1);
      from += read + Math.max(0, blank) + 1;
    }
  }
  return { rows, unclosed };
}

function delimiterOf(header: string): string {
  const count = (mark: string) => header.split(mark).length - 1;
  return [';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}
