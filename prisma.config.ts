import path from 'node:path';
import { defineConfig } from 'prisma/config';

// The JavaScript engine: generate, migrate deploy and diff then run on WebAssembly that ships in the npm package,
// so the panel installs where only an npm mirror can be reached (docs/decisions/003-database.md).
// Generating needs no database, but without an address Prisma goes looking for a binary engine to check the schema with.
process.env.DATABASE_URL ??= 'file:./.berth/berth.db';
const url = process.env.DATABASE_URL;

export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  schema: path.join('prisma', 'schema.prisma'),
  migrations: { path: path.join('prisma', 'migrations') },
  // Loaded when it is needed: `generate` runs at install, on whatever Node there is.
  adapter: async () =>
    (await import('./lib/gateways/db/sqlite-adapter')).createSqliteAdapter(path.resolve(url.replace(/^file:/, ''))),
});
