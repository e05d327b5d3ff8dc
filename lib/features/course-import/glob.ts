/** `*`, `?` and `**` of paths, as Katacoda names assets by them. Anything else is itself. */
export function matchesGlob(path: string, pattern: string): boolean {
  const source = pattern
    .slice(0, 200)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*{3,}/g, '**')
    .replace(/\*\*\/|\*\*|\*|\?/g, (found) => ({ '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*' })[found] ?? '[^/]');
  // More stars than anybody needs would make the match slow.
  return (pattern.match(/\*/g)?.length ?? 0) <= 6 && new RegExp(`^${source}$`).test(path);
}
