import type { RemoteCommand } from './types';

/**
 * A command line for a node: a constant beside the code that reads what it prints. A template without placeholders: nothing of what anybody
 * typed can become part of one; what varies goes through standard input. @throws TypeError when something was put in.
 */
export function remote(text: TemplateStringsArray, ...none: never[]): RemoteCommand {
  if (none.length > 0 || text.length !== 1) throw new TypeError('A remote command is a constant.');
  return text.raw[0]?.trim() as RemoteCommand;
}
