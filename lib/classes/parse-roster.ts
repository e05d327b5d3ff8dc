import { displayNameSchema, emailSchema } from '@/lib/shared/accounts';
import { type RosterProblem, rosterMaxLines } from '@/lib/shared/roster';

export interface RosterLine {
  line: number;
  name: string;
  email: string;
}
export interface BadRosterLine {
  line: number;
  /** The line as it was given, shortened. */
  text: string;
  reason: RosterProblem;
}

const shownChars = 120;

/**
 * Reads a pasted roster: `name, e-mail`, `e-mail`, `name <e-mail>`, columns of a spreadsheet; commas, semicolons or tabs; the fields in
 * any order. Empty lines and lines that begin with # say nothing. A bad line keeps no good one back.
 */
export function parseRoster(text: string): { people: RosterLine[]; problems: BadRosterLine[] } {
  const people: RosterLine[] = [];
  const problems: BadRosterLine[] = [];
  const seen = new Set<string>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const given = raw.trim();
    if (given === '' || given.startsWith('#')) continue;
    const line = index + 1;
    const found = people.length >= rosterMaxLines ? 'too_many' : parseLine(given);
    const reason = typeof found === 'string' ? found : seen.has(found.email) ? 'repeated' : null;
    if (typeof found !== 'string' && reason === null) {
      seen.add(found.email);
      people.push({ line, ...found });
    } else if (reason !== null) problems.push({ line, text: visible(given), reason });
  }
  return { people, problems };
}

function parseLine(given: string): { name: string; email: string } | RosterProblem {
  const fields = given
    .split(/[,;\t<>]/)
    .flatMap((field) => (field.includes('@') ? field.trim().split(/\s+/) : [field]))
    .map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    )
    .filter((field) => field !== '');
  const [address, second] = fields.filter((field) => field.includes('@'));
  if (address === undefined) return 'no_email';
  if (second !== undefined) return 'two_emails';
  const email = emailSchema.safeParse(address);
  if (!email.success) return 'email_invalid';
  const words = fields.filter((field) => !field.includes('@')).join(' ');
  const name = displayNameSchema.safeParse(words === '' ? email.data.split('@')[0] : words);
  return name.success ? { name: name.data, email: email.data } : 'name_invalid';
}

/** What would turn the page's text around, or cannot be seen, is shown as a sign of its own. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD').slice(0, shownChars);
}
