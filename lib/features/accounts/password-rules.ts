import { AppError } from '@/lib/core/errors';
import { commonPasswords } from './common-passwords';

/** A name or an address shorter than this may stand inside a password by chance. */
const personalMinChars = 4;
/** A unit of this many characters, repeated, is no more than the unit. */
const patternMaxChars = 3;

type Problem = 'passwordCommon' | 'passwordPersonal' | 'passwordPattern';

/**
 * What is wrong with a new password besides its length, which the schema holds: OWASP ASVS 5.0, 6.2.4 (common passwords) and 6.2.11
 * (words of the account's own). No rule about kinds of characters (6.2.5), and none about spaces within a sentence.
 * @returns a key of `messages/<locale>/input.json`, null for a password that may be taken
 */
export function passwordProblem(password: string, account: { email: string; name: string }): Problem | null {
  const text = password.normalize('NFKC').toLowerCase();
  const squeezed = text.replace(/\s+/gu, '');
  if (isPattern(squeezed)) return 'passwordPattern';
  if (commonPasswords.has(text) || commonPasswords.has(squeezed)) return 'passwordCommon';
  // The account's own words, whatever digits and signs stand around them.
  const bare = squeezed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const [local = ''] = account.email.split('@');
  const own = [account.email, local, account.name].map((word) => word.normalize('NFKC').toLowerCase().replace(/\s+/gu, ''));
  const isOwn = (word: string): boolean => word.length >= personalMinChars && (squeezed === word || bare === word);
  return own.some(isOwn) ? 'passwordPersonal' : null;
}

/**
 * Refuses a password that is not to be set.
 * @param path the form's field
 * @throws AppError `invalid_input` with the field's message
 */
export function requireGoodPassword(password: string, account: { email: string; name: string }, path = 'password'): void {
  const problem = passwordProblem(password, account);
  if (problem) throw new AppError('invalid_input', { fieldErrors: [{ path, message: problem }] });
}

/** Nothing but spaces, a short unit again and again, or characters each one after the last. */
function isPattern(text: string): boolean {
  const chars = [...text];
  for (let unit = 1; unit <= patternMaxChars; unit++) {
    if (chars.every((char, i) => char === chars[i % unit])) return true;
  }
  const steps = new Set(chars.slice(1).map((char, i) => (char.codePointAt(0) ?? 0) - (chars[i]?.codePointAt(0) ?? 0)));
  const [step] = steps;
  return steps.size === 1 && (step === 1 || step === -1);
}
