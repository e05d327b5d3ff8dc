import { nodeNameSchema } from '@/lib/shared/common';
import { limits } from '@/lib/shared/limits';
import { problem, type RawLine, shown } from './import-line';

/** One keyword with its words, as ssh_config(5) writes it. */
interface Directive {
  line: number;
  /** Lower case. */
  keyword: string;
  words: string[];
}
/** What stands below one `Host`, or before the first (for every host). */
interface Block {
  line: number;
  patterns: string[];
  directives: Directive[];
}

/**
 * Each host is held against each pattern with a wildcard. ssh_config files of a lab have a handful; a bound on them, and on the length of a
 * name, is a bound on that work.
 */
const maxWildcards = 50;
const wildcard = /[*?]/;

const used = { hostname: 'host', port: 'port', user: 'user', proxyjump: 'jump' } as const;

/**
 * The hosts an ssh_config names without wildcards; for each keyword the first value wins, as for ssh(1), so blocks with wildcards are
 * defaults. What depends on running something (`Match`, `ProxyCommand`) or on other files (`Include`) is refused and named.
 * Our own reader because the packages for it keep no line numbers and evaluate `Match exec` (docs/decisions/007-adding-many-nodes.md).
 */
export function readSshConfig(text: string): RawLine[] {
  const { blocks, refused } = readBlocks(text);
  const lines = [...refused];
  const over = blocksOverLimit(blocks);
  if (over) return [...lines, { line: over.line, problems: [problem('patterns_many', { maximum: maxWildcards })], notes: [] }];
  const seen = new Set<string>();
  for (const block of blocks) {
    for (const alias of ownNames(block, blocks)) {
      if (/[*?!]/.test(alias) || seen.has(alias)) continue;
      seen.add(alias);
      if (seen.size > limits.importMaxNodes) {
        lines.push({ line: block.line, problems: [problem('too_many', { maximum: limits.importMaxNodes })], notes: [] });
        return lines.sort(byLine);
      }
      lines.push(readHost(alias, block.line, blocks));
    }
  }
  return lines.sort(byLine);
}

/** The block whose patterns are more than are looked at; the first block is ours. */
function blocksOverLimit(blocks: Block[]): Block | undefined {
  let wildcards = 0;
  return blocks.slice(1).find(({ patterns }) => {
    wildcards += patterns.filter((pattern) => wildcard.test(pattern)).length;
    return wildcards > maxWildcards;
  });
}

/**
 * Of several aliases that all mean one address, `Host lab0 lab0.school pc0` with a HostName, the first that can be a node's name is the node;
 * without one each alias is the name of a machine.
 */
function ownNames(block: Block, blocks: Block[]): string[] {
  const aliases = block.patterns.filter((alias) => !/[*?!]/.test(alias));
  const hosts = new Set(aliases.map((alias) => readHost(alias, block.line, blocks).host));
  if (aliases.length < 2 || hosts.size > 1) return aliases;
  return [aliases.find((alias) => nodeNameSchema.safeParse(alias).success) ?? aliases[0] ?? ''];
}

const byLine = (a: RawLine, b: RawLine): number => a.line - b.line;

function readHost(alias: string, line: number, blocks: Block[]): RawLine {
  const raw: RawLine = { line, name: alias, problems: [], notes: [] };
  const values = new Map<string, Directive>();
  for (const block of blocks) {
    if (!appliesTo(block, alias)) continue;
    // Only the first of each counts, except that keys add up.
    for (const directive of block.directives) if (!values.has(directive.keyword)) values.set(directive.keyword, directive);
  }
  for (const [keyword, field] of Object.entries(used)) {
    const value = values.get(keyword)?.words[0];
    if (value !== undefined) raw[field] = value;
  }
  // %h is the alias and %% a percent sign (ssh_config(5), TOKENS).
  raw.host = (raw.host ?? alias).replace(/%[h%]/g, (token) => (token === '%h' ? alias : '%'));
  const command = values.get('proxycommand');
  if (command && command.words[0]?.toLowerCase() !== 'none') raw.problems.push(problem('proxy_command', { line: command.line }));
  if (raw.jump?.includes(',')) {
    raw.problems.push(problem('jump_chain', { value: shown(raw.jump) }));
    delete raw.jump;
  }
  const identity = values.get('identityfile')?.words[0];
  if (identity !== undefined) raw.notes.push({ code: 'key_not_on_panel', params: { file: shown(identity) } });
  return raw;
}

function readBlocks(text: string): { blocks: Block[]; refused: RawLine[] } {
  const blocks: Block[] = [{ line: 1, patterns: ['*'], directives: [] }];
  const refused: RawLine[] = [];
  const refuse = (line: number, code: RawLine['problems'][number]['code'], params = {}) =>
    void refused.push({ line, problems: [problem(code, params)], notes: [] });
  /** Below a Match nothing is taken, since nobody knows when it would hold. */
  let skipping = false;
  for (const [index, written] of text.split('\n').entries()) {
    const directive = readDirective(written, index + 1);
    if (!directive) continue;
    const { line, keyword, words } = directive;
    if (words.length === 0) refuse(line, 'keyword', { value: shown(written) });
    else if (keyword === 'host') {
      skipping = false;
      blocks.push({ line, patterns: words, directives: [] });
    } else if (keyword === 'match') {
      // `Match all` is what `Host *` is.
      skipping = !(words.length === 1 && words[0]?.toLowerCase() === 'all');
      if (skipping) refuse(line, 'match_refused');
      else blocks.push({ line, patterns: ['*'], directives: [] });
    } else if (keyword === 'include') refuse(line, 'include_refused', { value: shown(words.join(' ')) });
    else if (!skipping) blocks.at(-1)?.directives.push(directive);
  }
  return { blocks, refused };
}

/** `Keyword value …`, `Keyword=value`, values in double quotes; null for nothing and for comments. */
function readDirective(written: string, line: number): Directive | null {
  const text = written.trim();
  if (text === '' || text.startsWith('#')) return null;
  const [, keyword = '', rest = ''] = /^([^\s=]+)(?:\s*=\s*|\s+|$)(.*)$/.exec(text) ?? [];
  const words = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const comment = words.findIndex((word) => word.startsWith('#'));
  const said = comment < 0 ? words : words.slice(0, comment);
  // One value is wanted: several, or quotes that do not fit, are taken as they stand, and fit no schema.
  const whole = Object.hasOwn(used, keyword.toLowerCase()) && said.length > 1;
  return { line, keyword: keyword.toLowerCase(), words: whole ? [rest] : said };
}

/** Some pattern matches and none that is negated (ssh_config(5), PATTERNS). */
function appliesTo({ patterns }: Block, alias: string): boolean {
  const fits = (pattern: string) => matchesPattern(pattern, alias);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}

/** A name that is longer than a node's is refused later on: no pattern needs to be held against it. */
function matchesPattern(pattern: string, text: string): boolean {
  if (!wildcard.test(pattern)) return pattern === text;
  if (text.length > limits.nameMaxChars) return false;
  const globs = pattern.replace(/\*+/g, '*');
  return globs.replaceAll('*', '').length <= text.length && matchesGlobs(globs, text);
}

/** `*` and `?`, in time that grows with the product of the lengths and no faster, whatever the pattern. */
function matchesGlobs(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
