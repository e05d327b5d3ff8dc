/**
 * What belongs to a living thing of the runtime and lives as long: made when first asked for. It hangs on the thing by a name of the whole
 * process, since a module, and so a variable of it, exists more than once (docs/decisions/001-one-process.md).
 * @param name in all of Berth one for each kind
 */
export function attached<T>(holder: object, name: string, make: () => T): T {
  const slot = Symbol.for(`berth.${name}`);
  const held = Object.getOwnPropertyDescriptor(holder, slot);
  if (held) return held.value as T;
  const value = make();
  // Not enumerable: a copy of the thing, as a test makes one of a panel that died, is another one.
  Object.defineProperty(holder, slot, { value });
  return value;
}
