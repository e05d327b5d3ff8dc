import type { Prisma } from '@prisma/client';

/**
 * Rows by the hundred in one statement each: they travel as one JSON text, which SQLite takes apart (sqlite.org/json1.html, `json_each`).
 * Prisma binds and maps every value by itself, which takes several times as long as the rest. Table and column names are of this source;
 * nothing that anybody typed stands in a statement.
 */
type Tx = Pick<Prisma.TransactionClient, '$executeRawUnsafe' | '$queryRawUnsafe'>;
type Value = string | number | null | Date;
/** As `prisma/schema.prisma` names it. */
type Table = 'StepPass' | 'StepReset' | 'StepTry' | 'StepNote' | 'Evidence';

/** As Prisma's SQLite adapters store times. */
const stored = (value: Value | undefined): string | number | null =>
  value instanceof Date ? value.toISOString().replace('Z', '+00:00') : (value ?? null);

/** @param mode what becomes of a row with the same key: an error, or it is replaced. All rows have the fields of the first. */
export async function insertRows(
  tx: Tx,
  table: Table,
  rows: ReadonlyArray<Readonly<Record<string, Value>>>,
  mode: 'insert' | 'replace' = 'insert',
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const verb = mode === 'replace' ? 'INSERT OR REPLACE' : 'INSERT';
  const values = columns.map((_, index) => `value->>${index}`).join(', ');
  const json = JSON.stringify(rows.map((row) => columns.map((column) => stored(row[column]))));
  await tx.$executeRawUnsafe(`${verb} INTO "${table}" (${named(columns)}) SELECT ${values} FROM json_each(?)`, json);
}

/**
 * Rows of one class by some of their columns.
 * @param by columns and the values they have together, each once; best the ones an index begins with
 * @param dates of `columns`, those that are times
 */
export async function selectRows<Row>(
  tx: Tx,
  table: Table,
  columns: ReadonlyArray<keyof Row & string>,
  classId: string,
  by: { columns: readonly string[]; values: ReadonlyArray<readonly string[]> },
  { dates = [], orderBy }: { dates?: ReadonlyArray<keyof Row & string>; orderBy?: keyof Row & string } = {},
): Promise<Row[]> {
  const own = columns.map((column) => `t."${column}"`).join(', ');
  const keys = by.columns.map((column, index) => ` AND t."${column}" = k.value->>${index}`).join('');
  // From the keys to the rows: asked for with `IN`, SQLite reads all rows of the class where they are to be ordered.
  const rows = `SELECT ${own} FROM json_each(?) AS k CROSS JOIN "${table}" AS t ON t."classId" = ?${keys}${orderBy ? ` ORDER BY t."${orderBy}"` : ''}`;
  const found = await tx.$queryRawUnsafe<Array<{ json: string }>>(
    `SELECT json_group_array(json_array(${named(columns)})) AS json FROM (${rows})`,
    JSON.stringify(by.values),
    classId,
  );
  const isDate = new Set<string>(dates);
  const read = (column: string, value: string | number | null): Value =>
    typeof value === 'string' && isDate.has(column) ? new Date(value) : value;
  const parsed = JSON.parse(found[0]?.json ?? '[]') as Array<Array<string | number | null>>;
  return parsed.map(
    (values) => Object.fromEntries(columns.map((column, index) => [column, read(column, values[index] ?? null)])) as Row,
  );
}

/** Adds to a number of rows that are there. @param by id of the row, and how much */
export async function addToRows(tx: Tx, table: Table, column: string, by: ReadonlyMap<string, number>): Promise<void> {
  if (by.size === 0) return;
  const added = '(SELECT value->>0 AS id, value->>1 AS n FROM json_each(?)) AS added';
  await tx.$executeRawUnsafe(
    `UPDATE "${table}" SET "${column}" = "${column}" + added.n FROM ${added} WHERE "${table}"."id" = added.id`,
    JSON.stringify([...by]),
  );
}

const named = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ');
