import { AppError } from '@/lib/core/errors';
import type { ErrorCode } from '@/lib/shared/error-codes';
import { lastLines, type RootCommands, type Said } from '@/lib/gateways/ssh/root-commands';
import type { RemoteCommand } from '@/lib/gateways/ssh/remote';
import type { StepNode } from './step';

/** Runs a constant as root. @param input its standard input @throws AppError */
export async function runAsRoot(
  node: StepNode,
  command: RemoteCommand,
  options: { input?: string; timeoutMs?: number } = {},
): Promise<Said> {
  const root = await node.root();
  const { code, stdout, stderr } = await root.run(command, options);
  return { code: code ?? 255, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** The same, and it has to end with 0. @throws AppError `step_failed` with what it said, or `disk_full` */
export async function mustAsRoot(
  node: StepNode,
  command: RemoteCommand,
  options: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  const said = await runAsRoot(node, command, options);
  if (said.code !== 0) throw failureOf(said);
  return said.stdout;
}

/** Both of one node, for the gateways. */
export const rootOf = (node: StepNode): RootCommands => ({
  run: (command, options) => runAsRoot(node, command, options),
  must: (command, options) => mustAsRoot(node, command, options),
});

/** Why a command failed, from what it said in the C locale. @param known further sentences and the code each stands for */
export function failureOf(said: Said, known: Array<[RegExp, ErrorCode]> = []): AppError {
  const text = `${said.stdout}\n${said.stderr}`;
  const detail = lastLines(text) || `exit code ${said.code}`;
  // strerror(ENOSPC), and what apt says when its own sum of the sizes does not fit.
  const all: Array<[RegExp, ErrorCode]> = [[/No space left on device|don't have enough free space/i, 'disk_full'], ...known];
  const found = all.find(([sentence]) => sentence.test(text));
  return new AppError(found?.[1] ?? 'step_failed', { detail });
}
