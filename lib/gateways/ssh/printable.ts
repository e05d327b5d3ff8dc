const maxChars = 400;

/**
 * Text of a node as evidence for a reader: short, and without characters that move the cursor, reorder what stands around them
 * (Unicode bidirectional controls) or show as nothing.
 */
export function printable(text: string, max = maxChars): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > max ? `${clean.slice(0, max)}…` : clean;
}
