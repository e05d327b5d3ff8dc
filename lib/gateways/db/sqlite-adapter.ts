import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import {
  type ArgType,
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import { mapSqliteError } from './sqlite-errors';

/** How long a statement waits for another process that is writing, in ms. */
const busyTimeoutMs = 5_000;
const name = 'berth-node-sqlite';

/**
 * Prisma's driver adapter over the SQLite that is part of Node (docs/decisions/003-database.md and its successor). Two connections live as
 * long as the client: one for statements, one for transactions, each with the same settings. Writes of this process wait for each other
 * outside of SQLite, because a driver that blocks would wait for a transaction that cannot go on; reads never wait (WAL). Another
 * process is waited for by SQLite itself.
 * @param file a path, or `:memory:`
 */
export function createSqliteAdapter(file: string): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: 'sqlite',
    adapterName: name,
    connect: async () => new SqliteAdapter(file),
    // Only `migrate dev` and `migrate diff --from-migrations` ask for one.
    connectToShadowDb: async () => new SqliteAdapter(':memory:'),
  };
}

/** Opened alike every time: settings belong to a connection, and one that lacks them behaves otherwise in silence. */
function open(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  return connection;
}

/** One after another, in the order they came. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  /** @returns what ends this turn; calling it again does nothing. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end = (): void => {};
    this.#last = new Promise<void>((resolve) => {
      end = resolve;
    });
    await before;
    return end;
  }
}

class Queryable implements SqlQueryable {
  readonly provider = 'sqlite';
  readonly adapterName = name;
  constructor(protected readonly connection: DatabaseSync) {}

  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return guarded(() => {
      const statement = this.connection.prepare(query.sql);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      const columns = statement.columns();
      const rows = statement.all(...argsOf(query)) as unknown as SQLOutputValue[][];
      const types = columns.map(({ type }, index) => columnType(type, rows, index));
      return {
        columnNames: columns.map((column) => column.name),
        columnTypes: types,
        rows: rows.map((row) => row.map((value, index) => resultOf(value, types[index]))),
      };
    });
  }

  async executeRaw(query: SqlQuery): Promise<number> {
    return guarded(() => Number(this.connection.prepare(query.sql).run(...argsOf(query)).changes));
  }
}

class SqliteAdapter extends Queryable implements SqlDriverAdapter {
  readonly #writes = new Turns();
  readonly #file: string;
  #transactions: DatabaseSync | null = null;

  constructor(file: string) {
    super(open(file));
    this.#file = file;
  }

  /** Made when first needed: a migration takes the whole database for its one connection (`PRAGMA locking_mode = EXCLUSIVE`). */
  get #forTransactions(): DatabaseSync {
    // A database in memory is one connection's alone.
    this.#transactions ??= this.#file === ':memory:' ? this.connection : open(this.#file);
    return this.#transactions;
  }

  override async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return isRead(query.sql) ? super.queryRaw(query) : this.#write(() => super.queryRaw(query));
  }

  override async executeRaw(query: SqlQuery): Promise<number> {
    return this.#write(() => super.executeRaw(query));
  }

  async executeScript(script: string): Promise<void> {
    await this.#write(async () => guarded(() => this.connection.exec(script)));
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel && isolationLevel !== 'SERIALIZABLE')
      throw new DriverAdapterError({ kind: 'InvalidIsolationLevel', level: isolationLevel });
    const end = await this.#writes.take();
    try {
      // Not deferred: a transaction that reads first and then finds another process's write cannot wait any more (SQLITE_BUSY_SNAPSHOT).
      guarded(() => this.#forTransactions.exec('BEGIN IMMEDIATE'));
    } catch (error) {
      end();
      throw error;
    }
    return new SqliteTransaction(this.#forTransactions, end);
  }

  getConnectionInfo() {
    return { maxBindValues: 32_766, supportsRelationJoins: false };
  }

  async dispose(): Promise<void> {
    const end = await this.#writes.take();
    if (this.#transactions !== this.connection) this.#transactions?.close();
    this.connection.close();
    end();
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    const end = await this.#writes.take();
    try {
      return await work();
    } finally {
      end();
    }
  }
}

class SqliteTransaction extends Queryable implements Transaction {
  readonly options = { usePhantomQuery: true };
  constructor(
    connection: DatabaseSync,
    private readonly end: () => void,
  ) {
    super(connection);
  }

  async commit(): Promise<void> {
    try {
      guarded(() => this.connection.exec('COMMIT'));
    } catch (error) {
      // A commit that was refused (a full disk) leaves the transaction open: the connection is needed again.
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw error;
    } finally {
      this.end();
    }
  }

  async rollback(): Promise<void> {
    try {
      // SQLite has rolled back by itself after some errors (sqlite.org/lang_transaction.html, 3).
      if (this.connection.isTransaction) guarded(() => this.connection.exec('ROLLBACK'));
    } finally {
      this.end();
    }
  }
}

const isRead = (sql: string): boolean => /^\s*(SELECT|PRAGMA|EXPLAIN)\b/i.test(sql);

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw mapSqliteError(error);
  }
}

function argsOf({ args, argTypes }: SqlQuery): SQLInputValue[] {
  return args.map((arg, index) => inputOf(arg, argTypes[index]));
}

/** As Prisma's own SQLite adapters store them: dates as ISO 8601 with `+00:00`, booleans as 0 and 1. */
function inputOf(arg: unknown, type: ArgType | undefined): SQLInputValue {
  if (arg === null || arg === undefined) return null;
  if (typeof arg === 'boolean') return arg ? 1 : 0;
  if (arg instanceof Date) return arg.toISOString().replace('Z', '+00:00');
  if (ArrayBuffer.isView(arg)) return arg as Uint8Array;
  if (typeof arg === 'string') {
    if (type?.scalarType === 'datetime') return new Date(arg).toISOString().replace('Z', '+00:00');
    if (type?.scalarType === 'bigint') return BigInt(arg);
    if (type?.scalarType === 'int') return Number.parseInt(arg, 10);
    if (type?.scalarType === 'float' || type?.scalarType === 'decimal') return Number.parseFloat(arg);
    if (type?.scalarType === 'bytes') return Buffer.from(arg, 'base64');
    return arg;
  }
  if (typeof arg === 'number' || typeof arg === 'bigint') return arg;
  throw new DriverAdapterError({ kind: 'UnsupportedNativeDataType', type: typeof arg });
}

const declaredTypes: Record<string, ColumnType> = {
  INTEGER: ColumnTypeEnum.Int32,
  INT: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  REAL: ColumnTypeEnum.Double,
  DECIMAL: ColumnTypeEnum.Numeric,
  DATETIME: ColumnTypeEnum.DateTime,
  TEXT: ColumnTypeEnum.Text,
  BLOB: ColumnTypeEnum.Bytes,
  BOOLEAN: ColumnTypeEnum.Boolean,
  JSONB: ColumnTypeEnum.Json,
};

/** By what the column was declared as; what is computed (`COUNT(*)`) by its first value. */
function columnType(declared: string | null, rows: SQLOutputValue[][], index: number): ColumnType {
  const known = declared === null ? undefined : declaredTypes[declared.toUpperCase()];
  if (known !== undefined) return known;
  const value = rows.find((row) => row[index] !== null)?.[index];
  if (typeof value === 'string') return ColumnTypeEnum.Text;
  if (typeof value === 'bigint') return ColumnTypeEnum.Int64;
  if (typeof value === 'number') return ColumnTypeEnum.UnknownNumber;
  return value instanceof Uint8Array ? ColumnTypeEnum.Bytes : ColumnTypeEnum.Int32;
}

function resultOf(value: SQLOutputValue | undefined, type: ColumnType | undefined): SqlResultSet['rows'][number][number] {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return [...value];
  if (type === ColumnTypeEnum.DateTime && typeof value !== 'string') return new Date(Number(value)).toISOString();
  return typeof value === 'bigint' ? value.toString() : value;
}
