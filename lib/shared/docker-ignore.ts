/** One line of a .dockerignore. */
interface Pattern {
  /** `!`: what it matches is taken again. */
  isException: boolean;
  matches: RegExp;
}

/** Special in a regular expression, and not in a pattern of Docker's (moby/patternmatcher, `escapeBytes`). */
const escaped = '.+()|{}$';

/**
 * Which files of a context are sent, as the docker command decides it by the `.dockerignore` in its root (docker/cli, `ReadDockerignore`, and
 * moby/patternmatcher): `#` begins a comment, a leading `/` means nothing, `**` is any number of folders, a pattern that matches a folder
 * matches all in it, and of the lines that match the last one counts. Lines that are no pattern match nothing.
 * @returns whether a path, with `/` and from the context's root on, stays in it; the files that say what to build always do
 */
export function readDockerIgnore(text: string, dockerfile = 'Dockerfile'): (path: string) => boolean {
  const patterns = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : patternOf(line.trim())));
  return (path) => {
    if (path === '.dockerignore' || path === dockerfile) return true;
    const parts = path.split('/');
    const ways = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    const last = patterns.findLast(({ matches }) => ways.some((way) => matches.test(way)));
    return last === undefined || last.isException;
  };
}

function patternOf(line: string): Pattern[] {
  const isException = line.startsWith('!');
  const given = cleaned(isException ? line.slice(1).trim() : line);
  if (given === '' || given === '/' || given === '.') return [];
  const matches = expressionOf(given);
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
function expressionOf(pattern: string): RegExp | null {
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
    return new RegExp(`^${source}$`, 's');
  } catch {
    return null;
  }
}
