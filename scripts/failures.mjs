// What failed in a run, from the reports of Vitest and Playwright: `npm test` says it once more at its end, since a log that is cut keeps
// its end. Plain JavaScript without packages, as scripts/test.mjs is.
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** So many lines of a message: the error, and where of this code it was thrown. */
const linesOfMessage = 25;

/**
 * The failed tests of a report.
 * @param report Vitest's or Playwright's JSON report, parsed
 * @param root the folder that paths are shortened to
 * @returns {{ name: string, message: string }[]} name and message of each; a file that could not be run at all has its path for a name
 */
export function failuresOf(report, root) {
  const failures = report.testResults ? vitestFailures(report, root) : playwrightFailures(report);
  return failures.map(({ name, message }) => ({ name, message: firstLines(message) }));
}

/** Vitest's report has the form of Jest's: files, and in each its tests. */
function vitestFailures(report, root) {
  return report.testResults.flatMap((file) => {
    const name = path.relative(root, file.name);
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    // A hook or an import that throws fails the file; its tests did not run.
    if (tests.length === 0) return file.status === 'failed' ? [{ name, message: file.message }] : [];
    return tests.map((test) => ({ name: `${name} > ${test.fullName}`, message: test.failureMessages.join('\n') }));
  });
}

/** Playwright's report: suites in suites, specs in them, and errors of no test at the top. */
function playwrightFailures(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const failed = (report.suites ?? []).flatMap(specs).filter((spec) => !spec.ok);
  return [
    ...(report.errors ?? []).map((error) => ({ name: error.location?.file ?? 'Playwright', message: error.message })),
    ...failed.map((spec) => ({
      name: `${spec.file}:${spec.line} > ${spec.title}`,
      message: spec.tests
        .flatMap((test) => test.results)
        .flatMap((result) => result.errors)
        .map((error) => error.message)
        .join('\n'),
    })),
  ];
}

function firstLines(message) {
  const lines = stripVTControlCharacters(message ?? '')
    .split('\n')
    .filter((line) => !/^ +at .*(\/node_modules\/|\(<anonymous>\)$)/.test(line));
  return lines.length > linesOfMessage ? [...lines.slice(0, linesOfMessage), '…'].join('\n') : lines.join('\n');
}
