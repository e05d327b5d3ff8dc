/** A window title as a program set it: no control characters, nothing that turns the direction of writing, not too long. */
export function cleanTitle(title: string): string {
  const plain = title.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '').trim();
  const characters = [...plain];
  return characters.length > 80 ? `${characters.slice(0, 79).join('')}…` : plain;
}

/** A link of the output that may be offered: http or https, nothing else; null for all others. */
export function safeLink(uri: string): string | null {
  if (!URL.canParse(uri)) return null;
  const url = new URL(uri);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** Lines a shell would run at once: what stands before the last line break. Null when nothing would run by itself. */
export function pastedLines(text: string): number | null {
  const breaks = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  return breaks === 0 ? null : breaks;
}

/**
 * A pasted text in which nothing but tab and line breaks is left of the control characters (C0, DEL and C1, ECMA-48). Each becomes a
 * sign that can be seen: an escape sequence on the clipboard could end the bracketed paste that holds it, and the rest would run at once
 * (GHSA-h62m-39wp-xq3w); Ctrl-C, Ctrl-O and the like would do something without the reader's doing.
 */
export function cleanPaste(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f]/g, '\ufffd');
}

/** What stands before the cursor ends as prompts do (`$`, `#`, `%`, `>`): most likely nothing runs. A wrong guess asks once too often. */
export function looksLikePrompt(line: string): boolean {
  return /[$#%>❯]\s*$/.test(line);
}
