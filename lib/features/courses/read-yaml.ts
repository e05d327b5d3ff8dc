import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { type CourseIssue, issueAt, type Place, startOf } from './issue';
import { describeIssues } from './describe-issues';

/** A path into a document: keys and indexes. */
export type YamlPath = ReadonlyArray<string | number>;

/** What stood in a file, and where each part of it stands. */
export interface ReadYaml<T> {
  value: T;
  /** The place of the part at a path, or of the nearest part around it that is there. */
  at(path: YamlPath): Place;
  /** The place of a key rather than of its value. */
  atKey(path: YamlPath): Place;
}

/** More than enough for a lesson that repeats a check; a file that grows by aliases needs thousands. */
const maxAliasCount = 20;

/**
 * Reads a YAML 1.2 file by a schema. Everything the parser warns of is an error, tags of one's own too (`!!js/function`).
 * @returns null with the reasons in `issues`
 */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>, issues: CourseIssue[]): ReadYaml<T> | null {
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    merge: false,
    logLevel: 'silent',
  });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  const problems = [...doc.errors, ...doc.warnings];
  for (const { pos, message } of problems) issues.push(issueAt(place(pos[0]), 'yaml', sayYaml(message)));
  if (problems.length > 0) return null;
  // Another version has other rules for what is a number or a boolean.
  if (doc.directives.yaml.explicit || Object.keys(doc.directives.tags).some((handle) => handle !== '!!')) {
    issues.push(issueAt(startOf(file), 'yaml', 'Directives of YAML (a line that begins with %) are not used in a course.'));
    return null;
  }
  const find = (path: YamlPath) => locate(doc, path);
  const at = (path: YamlPath) => place(find(path).value);
  const atKey = (path: YamlPath) => place(find(path).key);
  let raw: unknown;
  try {
    raw = doc.toJS({ maxAliasCount });
  } catch {
    issues.push(
      issueAt(place(firstAlias(doc)), 'alias', `The file repeats too much by aliases (*name): at most ${maxAliasCount}.`),
    );
    return null;
  }
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return { value: result.data, at, atKey };
  for (const { path, key, message, isKey } of describeIssues(result.error.issues)) {
    const target = key === undefined ? path : [...path, key];
    issues.push(issueAt(isKey ? atKey(target) : at(target), 'schema', message + quoteAdvice(doc, target)));
  }
  return null;
}

/** The parser's sentence, and what is nearly always behind it. */
function sayYaml(message: string): string {
  const text = message.replace(/\s+/g, ' ').replace(/[.:]?$/, '.');
  if (/Nested mappings|implicit (?:map )?key|flow|Block collections|Implicit keys/i.test(message))
    return `${text} A text that holds “: ” or “, ” needs quotes.`;
  return text;
}

/** In `{ko: 하나, 둘}` the text ends at the comma, and `둘` is a key without a value. */
function quoteAdvice(doc: Document.Parsed, path: YamlPath): string {
  const parent = nodeAt(doc, path.slice(0, -1));
  const last = path.at(-1);
  if (!isMap(parent) || !parent.flow || typeof last !== 'string') return '';
  const pair = parent.items.find(({ key }) => keyOf(key) === last);
  const isBare = pair && (pair.value === null || (isScalar(pair.value) && pair.value.value === null));
  return isBare ? ' A text that holds “, ” or “: ” needs quotes inside { }.' : '';
}

const keyOf = (key: unknown): unknown => (isScalar(key) ? key.value : key);

function resolve(doc: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(doc) : node;
}

function nodeAt(doc: Document.Parsed, path: YamlPath): unknown {
  let node: unknown = doc.contents;
  for (const step of path) {
    const inside = resolve(doc, node);
    if (isMap(inside)) node = inside.items.find(({ key }) => keyOf(key) === step)?.value;
    else if (isSeq(inside) && typeof step === 'number') node = inside.items[step];
    else return undefined;
  }
  return resolve(doc, node);
}

/** Offsets of the part at a path, of the nearest part around it where there is none. */
function locate(doc: Document.Parsed, path: YamlPath): { key: number; value: number } {
  const startOfNode = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
  let node: unknown = doc.contents;
  let found = { key: startOfNode(node) ?? 0, value: startOfNode(node) ?? 0 };
  for (const step of path) {
    const inside = resolve(doc, node);
    if (isMap(inside)) {
      const pair = inside.items.find(({ key }) => keyOf(key) === step);
      if (!pair) break;
      const key = startOfNode(pair.key) ?? found.value;
      found = { key, value: startOfNode(pair.value) ?? key };
      node = pair.value;
    } else if (isSeq(inside) && typeof step === 'number' && inside.items[step] !== undefined) {
      node = inside.items[step];
      const value = startOfNode(node) ?? found.value;
      found = { key: value, value };
    } else break;
  }
  return found;
}

function firstAlias(doc: Document.Parsed): number {
  let offset = 0;
  visit(doc, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
