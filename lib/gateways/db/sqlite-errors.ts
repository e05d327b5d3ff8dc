import { DriverAdapterError } from '@prisma/driver-adapter-utils';

/** Extended result codes (sqlite.org/rescode.html). */
const codes = { unique: 2067, primaryKey: 1555, notNull: 1299, foreignKey: 787, trigger: 1811 } as const;

/** What node:sqlite throws, in the words Prisma knows; anything else as it came. */
export function mapSqliteError(error: unknown): unknown {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  if (typeof errcode !== 'number' || typeof message !== 'string') return error;
  const original = { originalCode: String(errcode), originalMessage: message };
  switch (errcode) {
    case codes.unique:
    case codes.primaryKey:
      return new DriverAdapterError({
        ...original,
        kind: 'UniqueConstraintViolation',
        constraint: { fields: fieldsOf(message) },
      });
    case codes.notNull:
      return new DriverAdapterError({ ...original, kind: 'NullConstraintViolation', constraint: { fields: fieldsOf(message) } });
    case codes.foreignKey:
    case codes.trigger:
      return new DriverAdapterError({ ...original, kind: 'ForeignKeyConstraintViolation', constraint: { foreignKey: {} } });
    default:
      if (message.startsWith('no such table: '))
        return new DriverAdapterError({ ...original, kind: 'TableDoesNotExist', table: message.slice('no such table: '.length) });
      return new DriverAdapterError({ ...original, kind: 'sqlite', extendedCode: errcode, message });
  }
}

/** "UNIQUE constraint failed: User.email, User.name" */
const fieldsOf = (message: string): string[] =>
  (message.split('constraint failed: ').at(1) ?? '').split(', ').map((field) => field.split('.').pop() ?? field);
