import type { MarkdownNode } from '../courses/parse-markdown';
import { commandOf } from './commands';
import { plainText } from './convert-inline';
import type { DraftCommand, ForeignPlace } from './draft';
import type { Dialect, DirectiveNode, DirectiveResult, PageImport } from './page';
import { paragraph, textNode } from './page';
import { placeFile } from './place-file';

const runs = /^(?:bash|sh|shell|console)$/i;
const variable = /\$\$([A-Za-z][\w.-]{0,60})\$\$/g;
/** A name that a shell takes. */
const shellName = (name: string): string => name.replace(/\W/g, '_');

/**
 * Markdown of Docker's Labspaces. What an author defines once (`variables` of labspace.yaml) is put in; what a student is asked for becomes
 * a variable of the student's shell.
 */
export function labspaceDialect(defined: Readonly<Record<string, string>>): Dialect {
  const fill = (text: string): string =>
    text.replace(variable, (whole, name: string) => (Object.hasOwn(defined, name) ? (defined[name] ?? whole) : whole));
  const asShell = (text: string): string => text.replace(variable, (_, name: string) => `\${${shellName(name)}}`);
  return {
    directives: true,
    code(page, { lang, meta, value }, place) {
      const has = (word: string): boolean => new RegExp(`(?:^|\\s)${word}(?:\\s|=|$)`).test(meta);
      const [, saved] = /(?:^|\s)save-as=(\S+)/.exec(meta) ?? [];
      if (saved !== undefined) page.commands.push(...saveFile(page, saved.replace(/^["']|["']$/g, ''), value, place));
      else if (lang !== null && runs.test(lang) && !has('no-run-button')) {
        if (has('terminal-id')) page.importing.lose(place, 'terminal', /terminal-id=(\S+)/.exec(meta)?.[1] ?? '');
        const command = commandOf(page.importing, asShell(withoutPrompts(value)), place);
        if (command) page.commands.push(command);
      }
      if (lang === 'mermaid') page.importing.lose(place, 'image', 'mermaid');
      return { lang, meta: '', value: asShell(value) };
    },
    afterInlineCode: (_page, _value, rest) => rest,
    link(page, url, place) {
      const [, port = '80', path = ''] = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::(\d+))?(\/\S*)?$/i.exec(url) ?? [];
      if (/^https?:\/\/(?:localhost|127\.0\.0\.1)\b/i.test(url)) {
        page.importing.needs.port(Number(port));
        return { text: `{{node.name}}:${port}${path}` };
      }
      if (/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(url)) return { href: url };
      page.importing.lose(place, 'link', url.slice(0, 120));
      return null;
    },
    // In code, the block decides; in words, the name of the variable is what a reader can use.
    text: (_page, value) => fill(value),
    directive: readDirective,
  };
}

/** `$ docker ps` and what it printed: the commands alone. */
function withoutPrompts(code: string): string {
  const lines = code.split('\n');
  return lines.some((line) => /^\$ /.test(line))
    ? lines
        .filter((line) => /^\$ /.test(line))
        .map((line) => line.slice(2))
        .join('\n')
    : code;
}

/** A file with variables in it is written as it stands, and then filled in by the student's shell. */
function saveFile(page: PageImport, path: string, text: string, place: ForeignPlace): DraftCommand[] {
  const placed = placeFile(page.importing, { path, text }, place);
  const names = new Set([...text.matchAll(variable)].map(([, name = '']) => name));
  if (placed.length === 0) return [];
  return [...placed, ...[...names].map((name) => ({ run: `sed -i "s|[$][$]${name}[$][$]|\${${shellName(name)}}|g" ${path}` }))];
}

function readDirective(page: PageImport, node: DirectiveNode, place: ForeignPlace): DirectiveResult | null {
  const { importing } = page;
  const attributes = node.attributes ?? {};
  const label = plainText(node.children).trim();
  switch (node.name) {
    case 'tabLink': {
      const [, port = '80'] = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::(\d+))?/i.exec(attributes.href ?? '') ?? [];
      importing.lose(place, 'tab', attributes.href ?? attributes.id ?? label);
      const isLocal = /^https?:\/\/(?:localhost|127\.0\.0\.1)\b/i.test(attributes.href ?? '');
      if (isLocal) importing.needs.port(Number(port));
      return inline(node, [textNode(isLocal ? `${label} ({{node.name}}:${port})` : label)]);
    }
    case 'fileLink':
      importing.lose(place, 'ide', attributes.path ?? label);
      return inline(node, [{ type: 'inlineCode', value: attributes.path ?? label }]);
    case 'variableDefinition': {
      const name = shellName(label);
      if (!/^[A-Za-z_]\w{0,60}$/.test(name)) return null;
      importing.lose(place, 'variable', label);
      const prompt = (attributes.prompt ?? label).replace(/[^\p{L}\p{N} .,?!()-]/gu, '').slice(0, 200);
      page.commands.push({ run: `read -rp '${prompt} ' ${name}; export ${name}` });
      return { nodes: [paragraph(textNode(importing.words.variable(attributes.prompt ?? label)))] };
    }
    case 'variableSetButton': {
      const settings = (attributes.variables ?? '').split(',').flatMap((pair) => {
        const [, name, value] = /^\s*([A-Za-z][\w.-]{0,60})=([^'\n]{0,200})$/.exec(pair) ?? [];
        return name === undefined ? [] : [`export ${shellName(name)}='${value ?? ''}'`];
      });
      importing.lose(place, 'variable', (attributes.variables ?? label).slice(0, 120));
      const command = commandOf(importing, settings.join('\n'), place);
      if (command) page.commands.push(command);
      return { nodes: [paragraph({ type: 'strong', children: [textNode(label)] } as MarkdownNode)] };
    }
    case 'conditionalDisplay': {
      const { os } = attributes;
      const condition = Object.entries(attributes)
        .map(([name, value]) => (value ? `${name}=${value}` : name))
        .join(' ');
      if (os && !/unix|linux/i.test(os)) {
        importing.lose(place, 'condition', condition);
        return { nodes: [] };
      }
      if (os && Object.keys(attributes).length === 1) return { inside: true };
      importing.lose(place, 'condition', condition);
      return {
        inside: true,
        before: paragraph({ type: 'emphasis', children: [textNode(importing.words.onlyIf(condition))] } as MarkdownNode),
      };
    }
    default:
      return null;
  }
}

/** Alone on its line, it is a paragraph. */
const inline = (node: DirectiveNode, nodes: MarkdownNode[]): DirectiveResult => ({
  nodes: node.type === 'textDirective' ? nodes : [paragraph(...nodes)],
});
