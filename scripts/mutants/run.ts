// `npm run test:mutants`: changes one line at a time in a copy of the tree and runs the tests that should see it. A mutant that no test sees
// has survived, and the run fails. Words on the command line choose the mutants whose name holds one of them. `--list` names them and
// `--check` says whether each still applies; both run no test.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { applyMutant, problemsOf } from './apply';
import { type Mutant, mutants } from './list';

const root = path.dirname(path.dirname(import.meta.dirname));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = flags.find((flag) => flag !== '--list' && flag !== '--check');
if (unknown) {
  console.error(`${unknown} is none of --list, --check.`);
  process.exit(2);
}
const chosen = mutants.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error('No mutant has such a name. They are:');
  for (const { name } of mutants) console.error(`  ${name}`);
  process.exit(2);
}
if (flags.includes('--list')) {
  for (const { name, file } of chosen) console.log(`${name}  (${file})`);
  process.exit(0);
}
const problems = chosen.flatMap((mutant) => problemsOf(mutant, root));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
if (flags.includes('--check')) {
  console.log(`${chosen.length} mutants apply`);
  process.exit(0);
}

const tree = copyTree();
let survived = 0;
try {
  // A mutant proves nothing where the tests are red without it.
  const all = [...new Set(chosen.flatMap(({ tests }) => tests))];
  if ((await runTests(all)) !== 'passed') throw new Error(`The tests are red without any mutant: ${all.join(' ')}`);
  for (const mutant of chosen) {
    const outcome = await tryMutant(mutant);
    if (outcome === 'passed') survived++;
    console.log(`${outcome === 'passed' ? 'SURVIVED' : 'killed  '}  ${mutant.name}`);
  }
} finally {
  rmSync(tree, { recursive: true, force: true });
}
console.log(`${chosen.length - survived} of ${chosen.length} mutants killed`);
process.exit(survived === 0 ? 0 : 1);

/** What git knows of, as it stands now, with the same packages. */
function copyTree(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'berth-mutants-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter(Boolean)) {
    const to = path.join(copy, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, readFileSync(path.join(root, file)));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

async function tryMutant(mutant: Mutant): Promise<'passed' | 'failed'> {
  const at = path.join(tree, mutant.file);
  const source = readFileSync(at, 'utf8');
  writeFileSync(at, applyMutant(mutant, source));
  try {
    return await runTests(mutant.tests);
  } finally {
    writeFileSync(at, source);
  }
}

function runTests(tests: string[]): Promise<'passed' | 'failed'> {
  const vitest = path.join(root, 'node_modules', '.bin', 'vitest');
  const child = spawn(vitest, ['run', '--project', 'unit', '--bail', '1', '--reporter', 'dot', ...tests], {
    cwd: tree,
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? 'passed' : 'failed'));
  });
}
