import { type CourseIssue, issueAt, type Place, placeIn } from './issue';
import type { ReadYaml, YamlPath } from './read-yaml';
import { builtInValues } from './values';

const textFields: ReadonlySet<string> = new Set(['title', 'summary', 'goal', 'ask', 'explain', 'say', 'more']);

/** Each text of a file stands in each language of the course, and in no other. */
export function checkLanguages(read: ReadYaml<unknown>, languages: readonly string[], issues: CourseIssue[]): void {
  for (const { path, text } of textsIn(read.value)) {
    for (const language of languages)
      if (!Object.hasOwn(text, language))
        issues.push(
          issueAt(read.atKey(path), 'language', `The text “${String(path.at(-1))}” is missing in the language “${language}”.`),
        );
    for (const language of Object.keys(text))
      if (!languages.includes(language))
        issues.push(
          issueAt(read.atKey([...path, language]), 'language', `course.yaml does not list the language “${language}”.`),
        );
  }
}

function textsIn(value: unknown, path: YamlPath = []): Array<{ path: YamlPath; text: object }> {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  return Object.entries(value).flatMap(([key, inner]) => {
    const isText = textFields.has(key) && typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    return isText ? [{ path: [...path, key], text: inner as object }] : textsIn(inner, [...path, key]);
  });
}

/** Every `{{me.…}}` is declared in course.yaml, and every `{{node.…}}` and `{{class.…}}` is one that the panel knows. */
export function checkValues(file: string, text: string, declared: readonly string[], issues: CourseIssue[]): void {
  const known = [...declared, ...builtInValues];
  for (const { index, 0: whole, 1: name = '' } of text.matchAll(/\{\{\s*((?:me|node|class)\.[^{}]*?)\s*\}\}/g)) {
    const place: Place = placeIn(file, text, index);
    if (!known.includes(name))
      issues.push(issueAt(place, 'value', `There is no value “${name}”; there are ${known.join(', ')}.`));
    else if (whole !== `{{${name}}}`) issues.push(issueAt(place, 'value', `Write {{${name}}} without spaces.`));
  }
}
