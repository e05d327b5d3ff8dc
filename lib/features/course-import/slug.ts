/** Names as ids of a course: lower case, digits and `-`, at most 40, each given once. */
export function createSlugs(): (name: string, otherwise: string) => string {
  const given = new Set<string>();
  return (name, otherwise) => {
    const plain = slugOf(name) || otherwise;
    let slug = plain;
    for (let number = 2; given.has(slug); number++) slug = `${plain.slice(0, 35)}-${number}`;
    given.add(slug);
    return slug;
  };
}

/** @returns an empty text where nothing of the name can stand in an id */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
