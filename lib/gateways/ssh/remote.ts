/** Commands the panel may run on a node: constants, made by the tag {@link remote}. */
export type RemoteCommand = string & { readonly __brand: 'RemoteCommand' };

/** Runs a constant on a node and gives what it printed on standard output. @throws AppError when it could not be run */
export type AskNode = (command: RemoteCommand, options?: { input?: string; timeoutMs?: number }) => Promise<string>;

/**
 * A command line for a node: a constant beside the code that reads what it prints. A template without placeholders: nothing of what anybody
 * typed can become part of one; what varies goes through standard input. @throws TypeError when something was put in.
 */
export function remote(text: TemplateStringsArray, ...none: never[]): RemoteCommand {
  if (none.length > 0 || text.length !== 1) throw new TypeError('A remote command is a constant.');
  return text.raw[0]?.trim() as RemoteCommand;
}
