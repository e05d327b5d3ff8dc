/**
 * An account made with a student number alone has an address all the same, since an account is known by one. It ends in a domain that
 * exists nowhere (RFC 2606, section 2), so nothing is ever sent to it and no real address looks like it.
 */
const numberDomain = '@student.invalid';

/** The address under which an account is stored, from what its owner types: an address, or a student number. */
export function accountAddress(typed: string): string {
  const text = typed.trim().toLowerCase();
  return text === '' || text.includes('@') ? text : `${text}${numberDomain}`;
}

/** What the owner of an account types to sign in, from its address. */
export function accountName(email: string): string {
  return email.endsWith(numberDomain) ? email.slice(0, -numberDomain.length) : email;
}

/** Where mail reaches the owner of an account, in small letters; null of an account that has a student number alone. */
export const mailAddress = (email: string): string | null => (email.endsWith(numberDomain) ? null : email.toLowerCase());
