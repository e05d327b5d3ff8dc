import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { importCourse } from '@/lib/features/course-import/import-course';
import { readForeignArchive, readForeignFolder } from '@/lib/features/course-import/read-foreign';
import { sayLoss, sayRefusal } from '@/lib/features/course-import/sentence';
import { type ImportFormat, type ImportReport, importFormats } from '@/lib/shared/course-import';

interface Options {
  out: string;
  from?: ImportFormat;
  language?: string;
  json?: boolean;
}

/** `berth course import …` */
export function addImportCommand(course: Command): void {
  course
    .command('import')
    .description('make a course out of a folder or a zip of Katacoda, Killercoda, Labspaces or Play with Docker; needs no panel')
    .argument('<source>', 'the folder or the zip')
    .requiredOption('--out <dir>', 'the folder to write the course to; it must be empty or not exist')
    .addOption(new Option('--from <format>', 'told apart by the files if left out').choices(importFormats))
    .option('--language <code>', 'language of the texts, two letters; guessed if left out', languageCode)
    .option('--json', 'the report as one JSON document: {written, report}')
    .action(importInto);
}

function languageCode(value: string): string {
  if (!/^[a-z]{2}$/.test(value)) throw new InvalidArgumentError('A language has two small letters: en, ko.');
  return value;
}

async function importInto(source: string, { out, from, language, json }: Options): Promise<void> {
  const folder = path.resolve(out);
  const taken = await readdir(folder).catch(() => []);
  if (taken.length > 0) throw new Error(`${folder} is not empty.`);
  const isFolder = (await stat(source)).isDirectory();
  const read = isFolder
    ? await readForeignFolder(source)
    : { files: readForeignArchive(new Uint8Array(await readFile(source))), refused: [] };
  const name = path.basename(path.resolve(source)).replace(/\.zip$/i, '');
  const tooMuch = read.refused.some(({ code }) => code === 'limits');
  const { files, report } = importCourse(tooMuch ? new Map() : read.files, { from, language, name });
  const refused = [...read.refused, ...(tooMuch ? [] : report.refused)];
  for (const [file, bytes] of files ?? []) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), bytes, { flag: 'wx' });
  }
  const full: ImportReport = { ...report, refused };
  if (json) console.log(JSON.stringify({ written: files === null ? null : folder, report: full }));
  else
    for (const line of sayReport(full, { source: isFolder ? source : '', written: files === null ? null : folder }))
      console.log(line);
  if (files === null) process.exitCode = 1;
}

function sayReport(report: ImportReport, { source, written }: { source: string; written: string | null }): string[] {
  const place = ({ file, line }: { file: string; line: number }) => `${path.join(source, file)}:${line}`;
  const { needs } = report;
  return [
    ...report.refused.map((refusal) => `${place(refusal)}: refused: ${sayRefusal(refusal, 'en')}`),
    ...report.losses.map((loss) => `${place(loss)}: ${sayLoss(loss, 'en')}`),
    ...(needs.images.length > 0 ? [`Images: ${needs.images.join(' ')}`] : []),
    ...(needs.ports.length > 0 ? [`Ports: ${needs.ports.join(' ')}`] : []),
    ...needs.internet.map((need) => `${place(need)}: needs the Internet: ${need.what}`),
    ...needs.systemd.map((need) => `${place(need)}: needs systemd: ${need.what}`),
    written === null
      ? 'Nothing was written.'
      : `${written}: ${report.lessons} lessons, ${report.steps} steps, ${report.commands} commands, ${report.questions} questions, ${report.scripts} scripts, ${report.language}.`,
  ];
}
