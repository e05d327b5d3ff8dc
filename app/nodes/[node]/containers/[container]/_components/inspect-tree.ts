/** What is under this key or in it, as text. */
export function holds(key: string, value: unknown, text: string): boolean {
  if (text === '') return true;
  const wanted = text.toLowerCase();
  if (key.toLowerCase().includes(wanted)) return true;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).some(([name, part]) => holds(Array.isArray(value) ? '' : name, part, text));
  return String(value).toLowerCase().includes(wanted);
}

/** Parts of a value that hold a text; all of one whose own key does. Pure. */
export function partsWith(value: object, text: string): Array<[key: string, value: unknown]> {
  return Object.entries(value).filter(([key, part]) => holds(Array.isArray(value) ? '' : key, part, text));
}
