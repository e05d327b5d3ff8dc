/** A table as CSV (RFC 4180) that spreadsheets open as it is: UTF-8 with a byte-order mark, CRLF. */
export function csvOf(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  return `\ufeff${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/** Spreadsheets run a cell that begins like a formula (OWASP, "CSV Injection"): an apostrophe makes it text. Numbers are ours. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
