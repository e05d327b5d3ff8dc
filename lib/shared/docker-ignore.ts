/** One line of a .dockerignore. */
interface Pattern {
  /** `!`: what it matches is taken again. */
  isException: boolean;
  matches: Matches;
}
type Matches = (path: string) => boolean;

/** Special in a regular expression, and not in a pattern of Docker's (moby/patternmatcher, `escapeBytes`). */
const escaped = '.+()|{}$';

/**
 * Which files of a context are sent, as the docker command decides it by the `.dockerignore` in its root (docker/cli, `ReadDockerignore`, and
 * moby/patternmatcher): `#` begins a comment, a leading `/` means nothing, `**` is any number of folders, a pattern that matches a folder
 * matches all in it, and of the lines that match the last one counts. Lines that are no pattern match nothing: {@link wrongIgnoreLine}.
 * @returns whether a path, with `/` and from the context's root on, stays in it; the files that say what to build always do
 */
export function readDockerIgnore(text: string, dockerfile = 'Dockerfile'): (path: string) => boolean {
  const patterns = linesOf(text).flatMap(patternOf);
  return (path) => {
    if (path === '.dockerignore' || path === dockerfile) return true;
    const parts = path.split('/');
    const ways = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    const last = patterns.findLast(({ matches }) => ways.some(matches));
    return last === undefined || last.isException;
  };
}

/** The first line for which the docker command builds nothing; null where it takes them all. */
export const wrongIgnoreLine = (text: string): string | null =>
  linesOf(text).find((line) => line === '!' || !goPattern.test(line.replace(/^!/, '').trim())) ?? null;

/** As Go's filepath.Match reads a pattern: classes are closed and have something in them, and a `\\` has something to escape. */
const goPattern = /^(?:[^[\\]|\\.|\[(?:\^|(?!\^))(?:(?:\\.|[^\\\]-])(?:-(?:\\.|[^\\\]-]))?)+\])*$/s;

const linesOf = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : line.trim() || []));

function patternOf(line: string): Pattern[] {
  const isException = line.startsWith('!');
  const given = cleaned(isException ? line.slice(1).trim() : line);
  if (given === '' || given === '/' || given === '.') return [];
  const matches = matcherOf(given);
  return matches === null ? [] : [{ isException, matches }];
}

/** As Go's filepath.Clean, and without a leading slash. */
function cleaned(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.' && !(part === '..' && pattern.startsWith('/'))) parts.push(part);
  }
  return parts.join('/');
}

/** @returns null for what is no pattern */
function matcherOf(pattern: string): Matches | null {
  // What begins with `**` and has nothing else that is special is the end of a path, also of a name (`matchType` there).
  if (/^\*\*[^*?[\]\\/][^*?[\]\\]*$/.test(pattern)) return (path) => path.endsWith(pattern.slice(2));
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*' && pattern.charAt(at + 1) === '*') {
      at += 1;
      if (pattern.charAt(at + 1) === '/') at += 1;
      source += at + 1 >= pattern.length ? '.*' : '(?:.*/)?';
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') {
      at += 1;
      if (at >= pattern.length) return null;
      source += pattern.charAt(at).replace(/[^\w\s]/, '\\$&');
    } else source += escaped.includes(char) ? `\\${char}` : char;
  }
  try {
    const expression = new RegExp(`^${source}$`, 's');
    return (path) => expression.test(path);
  } catch {
    return null;
  }
}
