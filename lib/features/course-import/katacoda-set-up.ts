import { basename } from 'node:path/posix';
import { isDestroying } from '../courses/destroys';
import type { DraftCommand, Importing } from './draft';
import { folderOf, readForeignText, resolvePath } from './foreign-text';
import { matchesGlob } from './glob';
import { type KatacodaIndex, type KatacodaPart, lineOf } from './katacoda-index';
import { placeFile } from './place-file';

/** What all assets of a scenario may need to be written. */
const commandsMost = 24;

interface Scenario {
  file: string;
  text: string;
  index: KatacodaIndex;
}

/** Files that the site puts on the machine: commands that write them. What is no text, or too long, is said in the losses. */
export function placeAssets(importing: Importing, { file, text, index }: Scenario): DraftCommand[] {
  const commands: DraftCommand[] = [];
  const folder = [folderOf(file), 'assets'].filter(Boolean).join('/');
  for (const [host, assets] of Object.entries(index.details.assets))
    for (const asset of assets) {
      const place = { file, line: lineOf(text, `"${asset.file}"`) };
      if (!/^(?:host0?1|client|node01|controlplane)$/i.test(host)) {
        importing.lose(place, 'host', `${host}: ${asset.file}`);
        continue;
      }
      const isPattern = /[*?]/.test(asset.file);
      const wanted = isPattern ? null : resolvePath(folder, asset.file);
      const found = [...importing.files.keys()].filter((path) =>
        isPattern ? path.startsWith(`${folder}/`) && matchesGlob(path.slice(folder.length + 1), asset.file) : path === wanted,
      );
      if (found.length === 0) importing.lose(place, 'missing', asset.file);
      const left: string[] = [];
      for (const path of found) {
        const content = readForeignText(importing, path);
        const inside = asset.file.includes('**') ? path.slice(folder.length + 1) : basename(path);
        const target = `${asset.target.replace(/\/+$/, '') || (asset.target === '' ? '~' : '')}/${inside}`;
        // Its own losses are said below, once for each asset.
        const quiet = { ...importing, lose: () => {} };
        const placed = content === null ? [] : placeFile(quiet, { path: target, text: content }, place);
        if (placed.length === 0 || commands.length + placed.length + 1 > commandsMost) {
          left.push(path);
          continue;
        }
        commands.push(...placed);
        if (/x|^[0-7]*[1357][0-7]*$/.test(asset.chmod ?? '')) commands.push({ run: `chmod +x ${target}` });
      }
      if (left.length > 0) importing.lose(place, 'file', left.length === 1 ? (left[0] ?? '') : `${asset.file} (${left.length})`);
    }
  return commands;
}

/** Scripts that the site runs by itself when a page is opened: here the student types them, so nothing of the archive runs unseen. */
export function runScripts(importing: Importing, { file, text }: Scenario, part: KatacodaPart): DraftCommand[] {
  const background = [part.background, part.courseData];
  const foreground = [part.foreground, part.code];
  return [...background, ...foreground].flatMap((written, at) => {
    if (written === undefined) return [];
    const place = { file, line: lineOf(text, `"${written}"`) };
    const path = resolvePath(folderOf(file), written);
    const script = path === null ? null : readForeignText(importing, path);
    if (script === null || path === null) {
      importing.lose(place, 'missing', written);
      return [];
    }
    if (script.trim() === '') return [];
    importing.lose(place, 'script', written);
    importing.needs.command(script, { file: path, line: 1 });
    const target = `/tmp/${path.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+/, '')}`;
    const placed = placeFile(importing, { path: target, text: script }, place);
    if (placed.length === 0) return [];
    // A script in the foreground may set what later commands use, so the student's own shell reads it.
    const run = at < background.length ? `bash ${target}` : `. ${target}`;
    return [...placed, { run, ...(isDestroying(script) && { kind: 'destroy' as const }) }];
  });
}
