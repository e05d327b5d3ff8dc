import type { ImportFormat } from '@/lib/shared/node-import';
import { checkLine, type ImportLine, type RawLine } from './import-line';
import { columnOf, readCsv } from './read-csv';
import { readRange } from './read-range';
import { readSshConfig } from './read-ssh-config';

export interface ReadImport {
  format: ImportFormat;
  detected: boolean;
  unknownColumns: string[];
  lines: ImportLine[];
}

/**
 * Reads a text that names nodes. Pure: nothing is looked up and nothing written. A line that is not good is among the lines, with its
 * problems.
 * @param format left out: found out from the text
 */
export function readImport(text: string, format?: ImportFormat): ReadImport {
  // What spreadsheets and Windows put there; a record of a CSV may still hold line ends.
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const chosen = format ?? detectFormat(plain);
  const { lines, unknownColumns } = readAs(chosen, plain);
  return { format: chosen, detected: format === undefined, unknownColumns, lines: lines.map(checkLine) };
}

function readAs(format: ImportFormat, text: string): { lines: RawLine[]; unknownColumns: string[] } {
  if (format === 'csv') return readCsv(text);
  return { lines: format === 'range' ? readRange(text) : readSshConfig(text), unknownColumns: [] };
}

/** A header with `name` and `host` is a CSV; a line that begins with `Host` or `Match` is an ssh_config; everything else a range. */
function detectFormat(text: string): ImportFormat {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !/^"?sep=.?"?$/i.test(line));
  const header = (lines[0] ?? '')
    .toLowerCase()
    .split(/[,;\t]/)
    .map((cell) => columnOf(cell.trim().replace(/^"(.*)"$/, '$1')));
  if (header.includes('name') && header.includes('host')) return 'csv';
  if (lines.some((line) => /^(Host|Match|HostName|Include)(\s|=)/.test(line) || /^(hostname|proxyjump)(\s|=)/i.test(line)))
    return 'ssh_config';
  // Three cells and no header: meant as a CSV, which then says what is missing. `a[1,3,5]` is a range.
  return (lines[0] ?? '').replace(/\[[^\]]*\]/g, '').split(/[,;]/).length > 2 ? 'csv' : 'range';
}
