import { visible } from './foreign-text';

/** One piece of HTML: a tag, or the text between two. */
export type HtmlPiece =
  | { kind: 'text'; text: string }
  | { kind: 'open'; name: string; attributes: Record<string, string> }
  | { kind: 'close'; name: string };

/** Elements that are dropped with everything in them: they run, embed or hold something else. */
const droppedElements = [
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'video',
  'audio',
  'svg',
  'math',
  'canvas',
  'form',
  'template',
  'noscript',
] as const;
const dropped: ReadonlySet<string> = new Set(droppedElements);

/** Elements of HTML that people write in Markdown; any other `<word>` is text, a placeholder mostly. */
const knownElements: ReadonlySet<string> = new Set([
  ...droppedElements,
  ...'a abbr address article aside b bdi big blockquote body br button caption center cite code col colgroup dd del details div dl'.split(
    ' ',
  ),
  ...'dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i img input ins kbd label li link main mark meta nav'.split(
    ' ',
  ),
  ...'ol p picture pre q s samp section select small source span strike strong sub summary sup table tbody td tfoot th thead title'.split(
    ' ',
  ),
  ...'tr tt u ul var wbr'.split(' '),
]);

const token = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>|<[!?][^>]*>/g;
const attribute = /([a-zA-Z_:][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * Takes HTML apart, for its words only: comments and what {@link droppedElements} hold are left out. Nothing that comes of it is HTML any
 * more. @param drop is told each dropped element
 */
export function readHtml(html: string, drop: (name: string) => void): HtmlPiece[] {
  const pieces: HtmlPiece[] = [];
  let at = 0;
  /** The dropped element that is open. */
  let inside: string | null = null;
  const text = (until: number): void => {
    if (inside === null && until > at) pieces.push({ kind: 'text', text: decodeEntities(html.slice(at, until)) });
  };
  for (const match of html.matchAll(token)) {
    const [whole, slash, written, rest = ''] = match;
    const name = written?.toLowerCase();
    if (name !== undefined && !knownElements.has(name)) continue;
    text(match.index);
    at = match.index + whole.length;
    if (name === undefined) continue;
    if (inside !== null) {
      if (slash && name === inside) inside = null;
    } else if (dropped.has(name)) {
      if (slash) continue;
      drop(name);
      if (!/\/\s*$/.test(rest)) inside = name;
    } else if (slash) pieces.push({ kind: 'close', name });
    else pieces.push({ kind: 'open', name, attributes: attributesOf(rest) });
  }
  text(html.length);
  return pieces;
}

function attributesOf(text: string): Record<string, string> {
  const found: Array<[string, string]> = [];
  for (const [, name = '', double, single, bare] of text.matchAll(attribute))
    found.push([name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? '')]);
  return Object.fromEntries(found);
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  copy: '©',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name: string | undefined) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code < 0xd800 || (code > 0xdfff && code < 0x110000) ? visible(String.fromCodePoint(code)) : '';
  });
}
