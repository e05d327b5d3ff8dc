import { type CourseIssue, issueAt, placeIn } from './issue';
import { readText } from './read-text';

/**
 * Pictures are shown by `<img>`, where no script runs and nothing is fetched. What would act if somebody opened the file itself is refused
 * all the same: elements and attributes that run, and addresses outside of the file. Links inside the file (`#id`) are allowed.
 */
const refused: ReadonlyArray<{ found: RegExp; what: string }> = [
  { found: /<\s*(?:[\w.-]+:)?script\b/gi, what: 'a script' },
  { found: /[\s"'/](?:[\w.-]+:)?on[a-z]+\s*=/gi, what: 'an attribute that runs (on…)' },
  {
    found: /<\s*(?:[\w.-]+:)?(?:foreignObject|iframe|embed|object|audio|video|link)\b/gi,
    what: 'an element that holds something else',
  },
  { found: /<!\s*(?:DOCTYPE|ENTITY)/gi, what: 'a document type' },
  { found: /<\?(?!xml\s)/gi, what: 'a processing instruction' },
  { found: /(?:[\w.-]+:)?href\s*=\s*(?!["']#)/gi, what: 'an address outside of the picture (href)' },
  { found: /\bsrc\s*=/gi, what: 'an address outside of the picture (src)' },
  { found: /@import|url\(\s*(?!["']?#)/gi, what: 'a style from elsewhere' },
  {
    found: /javascript:|<\s*(?:[\w.-]+:)?(?:set|animate\w*)\b[^>]*attributeName\s*=\s*["']?[\w.-]*:?href/gi,
    what: 'a link that runs',
  },
];

/** Finds what a picture may not hold, each at its place. */
export function checkSvg(file: string, bytes: Uint8Array, issues: CourseIssue[]): void {
  const text = readText(file, bytes, issues);
  if (text === null) return;
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(text)) {
    issues.push(issueAt(placeIn(file, text, 0), 'svg', 'The file does not begin with <svg>.'));
    return;
  }
  const encoding = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)/.exec(text)?.[1];
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
    issues.push(issueAt(placeIn(file, text, 0), 'svg', `The picture says it is ${encoding}; only UTF-8 is read.`));
  for (const { found, what } of refused)
    for (const { index } of text.matchAll(found))
      issues.push(issueAt(placeIn(file, text, index), 'svg', `The picture holds ${what}.`));
}
