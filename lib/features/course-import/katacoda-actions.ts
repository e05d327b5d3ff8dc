import { commandOf, interrupt, keysOf } from './commands';
import type { ForeignPlace } from './draft';
import type { PageImport } from './page';

const fenceMark = /^([\s>]*)(`{3,}|~{3,})(.*)$/;
/** Stands for the language of a code block that has none. */
export const noLanguage = 'berth-none';
const marker = 'berth-do=';

/**
 * Katacoda writes what a code block does behind its end (```` ```{{exec}} ````), where Markdown has no end at all. The action goes into the
 * line that begins the block; no line moves.
 */
export function moveActions(lines: readonly string[]): string[] {
  const moved = [...lines];
  let open: { index: number; mark: string } | null = null;
  for (const [index, line] of lines.entries()) {
    const [, before = '', mark, rest = ''] = fenceMark.exec(line) ?? [];
    if (mark === undefined) continue;
    if (open === null) {
      if (!rest.includes('`')) open = { index, mark };
      continue;
    }
    if (!mark.startsWith(open.mark)) continue;
    const [, action, after = ''] = /^\s*\{\{([^{}]{0,80})\}\}(.*)$/.exec(rest) ?? [];
    if (action === undefined && rest.trim() !== '') continue;
    if (action !== undefined) {
      const [, indent = '', begun = '', info = ''] = fenceMark.exec(lines[open.index] ?? '') ?? [];
      const language = info.trim().split(/\s+/)[0] || noLanguage;
      moved[open.index] = `${indent}${begun}${language} ${marker}${encodeURIComponent(action.trim())}`;
      moved[index] = `${before}${mark}`;
      if (after.trim() !== '' && (lines[index + 1] ?? 'x').trim() === '') moved[index + 1] = after.trim();
    }
    open = null;
  }
  return moved;
}

/** What {@link moveActions} left in the first line of a code block. */
export function actionOf(meta: string): string | null {
  const [, action] = /(?:^|\s)berth-do=(\S*)/.exec(meta) ?? [];
  return action === undefined ? null : decodeURIComponent(action);
}

/**
 * Takes `{{exec}}`, `{{execute T2 interrupt}}` and the like as commands of the page.
 * @returns what the page says beside the code: the terminal, where it is not the first
 */
export function takeAction(page: PageImport, action: string, code: string, place: ForeignPlace): string {
  const { importing } = page;
  const words = action.split(/[\s,]+/).filter(Boolean);
  const has = (word: string): boolean => words.some((one) => one.toLowerCase() === word);
  if (has('open')) importing.lose(place, 'ide', code.slice(0, 120));
  if (!has('exec') && !has('execute')) return '';
  const host = words.find((word) => /^HOST[2-9]$/i.test(word));
  if (host) importing.lose(place, 'host', host);
  const terminal = Number(/^T(\d)$/i.exec(words.find((word) => /^T[2-9]$/i.test(word)) ?? '')?.[1] ?? 1);
  if (terminal > 1) importing.lose(place, 'terminal', `T${terminal}`);
  if (has('ctrl-seq')) {
    const keys = keysOf(code);
    if (keys) page.commands.push(keys);
    else importing.lose(place, 'keys', code.slice(0, 120));
  } else {
    const command = commandOf(importing, code, place);
    if (command && has('interrupt')) page.commands.push(interrupt);
    if (command && has('no-newline')) importing.lose(place, 'noEnter', command.run.slice(0, 120));
    if (command) page.commands.push(command);
  }
  return terminal > 1 ? importing.words.inTerminal(terminal) : '';
}

/** Addresses of the machine as both sites write them: a port of the node, in the words of a course. Lines stay. */
export function nodeAddresses(importing: PageImport['importing'], text: string, file: string): string {
  const lines = text.split('\n').map((line, index) => {
    const place = { file, line: index + 1 };
    const port = (number: string | undefined): string => {
      if (!number) return '{{node.name}}';
      importing.needs.port(Number(number));
      return `{{node.name}}:${number}`;
    };
    return line
      .replace(/\{\{\s*TRAFFIC_HOST(\d)_(\d{1,5})\s*\}\}/g, (_, host: string, number: string) => {
        if (host !== '1') importing.lose(place, 'host', `HOST${host}`);
        return `http://${port(number)}`;
      })
      .replace(/\{\{\s*TRAFFIC_SELECTOR\s*\}\}/g, 'http://{{node.name}}')
      .replace(
        /\[\[HOST(\d?)_SUBDOMAIN\]\]-(\d{1,5})-\[\[KATACODA_HOST\]\](?:\.(?:environments\.)?(?:katacoda\.com|\[\[KATACODA_DOMAIN\]\]))?/g,
        (_, host: string, number: string) => {
          if (host && host !== '1') importing.lose(place, 'host', `HOST${host}`);
          return port(number);
        },
      )
      .replace(/\[\[HOST(\d?)_IP\]\]/g, (_, host: string) => {
        if (host && host !== '1') importing.lose(place, 'host', `HOST${host}`);
        return port(undefined);
      })
      .replace(/\[\[(?:HOST\d?_SUBDOMAIN|KATACODA_HOST|KATACODA_DOMAIN)\]\]/g, () => port(undefined))
      .replace(/https:\/\/(?=\{\{node\.name\}\})/g, 'http://');
  });
  return lines.join('\n');
}
