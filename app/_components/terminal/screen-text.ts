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
