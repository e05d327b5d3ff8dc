import { randomInt } from 'node:crypto';

/** Without the letters and digits people take for one another on paper: 0 and o, 1, l and i. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 3;
const groupChars = 4;

/** A password to be read from a card and typed once: three groups of four, 59 bits. */
export function readablePassword(): string {
  const group = () => Array.from({ length: groupChars }, () => alphabet[randomInt(alphabet.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}
