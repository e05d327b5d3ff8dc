// `npm run test:mutants`: changes one line at a time in a copy of the tree and runs the tests that should see it. A mutant that no test sees
// has survived, and the run fails. Words on the command line choose the mutants whose name holds one of them. `--list` names them and
// `--check` says whether each still applies; both run no test.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { applyMutant, problemsOf } from './apply';
import { mutants } from './list';
import type { Mutant } from './mutant';

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
  const red = await runTests(all);
  if (red.length > 0) throw new Error(`Tests are red without any mutant: ${red.join(' ')}`);
  for (const mutant of chosen) {
    const [killer] = await tryMutant(mutant);
    if (killer === undefined) survived++;
    console.log(killer === undefined ? `SURVIVED  ${mutant.name}` : `killed    ${mutant.name}  (${killer})`);
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

/** @returns the test files that have seen it */
async function tryMutant(mutant: Mutant): Promise<string[]> {
  const at = path.join(tree, mutant.file);
  const source = readFileSync(at, 'utf8');
  writeFileSync(at, applyMutant(mutant, source));
  try {
    return await runTests(mutant.tests);
  } finally {
    writeFileSync(at, source);
  }
}

/** @returns the files that are red; what stopped the run itself where no test was */
async function runTests(tests: string[]): Promise<string[]> {
  const vitest = path.join(root, 'node_modules', '.bin', 'vitest');
  const report = path.join(tree, 'mutants-report.json');
  rmSync(report, { force: true });
  const options = ['run', '--project', 'unit', '--bail', '1', '--reporter', 'json', '--outputFile', report];
  const child = spawn(vitest, [...options, ...tests], { cwd: tree, stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return [];
  const { testResults } = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : { testResults: [] };
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => path.relative(tree, name));
  return failed.length > 0 ? failed : ['the run itself failed'];
}

/** What is read of Vitest's JSON report. */
interface Report {
  testResults: Array<{ name: string; status: string }>;
}
