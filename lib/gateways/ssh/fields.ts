/**
 * What a probe of ours said, `name=value` a line, in any order: lines it does not know are passed over, and of a name said twice the first
 * counts. A name that was not said is absent: nothing is known, which is not an empty value.
 */
export function readFields(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    const name = line.slice(0, at).trim();
    if (at > 0 && !found.has(name)) found.set(name, line.slice(at + 1).trim());
  }
  return found;
}
