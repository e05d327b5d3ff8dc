/** Without the letters and digits people take for one another on a screen: 0 and O, 1, I and L. */
export const joinAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** Two groups of four: 39 bits, typed from a projector. */
export const joinCodeChars = 8;

/** `ABCD-EFGH`, from whatever way it was typed. */
export function shownJoinCode(code: string): string {
  const bare = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return bare.length > 4 ? `${bare.slice(0, 4)}-${bare.slice(4)}` : bare;
}
