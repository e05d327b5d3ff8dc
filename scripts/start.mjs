#!/usr/bin/env node
// `npm start`: the panel alone, for real use. Says what is missing instead of failing somewhere inside.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { panelArgs } from './panel-args.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');
if (!existsSync(path.join(bin, 'tsx'))) {
  console.error('The packages are not installed. Run: npm ci');
  process.exit(1);
}
if (!existsSync(path.join(root, '.next', 'BUILD_ID'))) {
  console.error('The pages are not built. Run: npm run build');
  process.exit(1);
}
const env = {
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env.PATH}`,
};
const child = spawn(path.join(bin, 'node'), panelArgs, { cwd: root, stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// npm passes a signal to the shell it runs us in, and that shell dies of it without a word to us.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
child.on('close', (code) => process.exit(code ?? 1));
