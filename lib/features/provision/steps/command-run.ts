import type { Duplex } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import type { StepInput } from '@/lib/shared/operations';
import { remote } from '@/lib/gateways/ssh/remote';
import type { Step, StepNode } from '../step';

type CommandInput = Extract<StepInput, { id: 'command.run' }>;

/**
 * Runs the script that comes on standard input: its time limit in seconds and its length in bytes, a line each, then the script. It is an
 * argument of sh and not sh's standard input, so that a command in it that reads (ssh, apt) does not eat the rest of it. `timeout` makes
 * a process group and ends the whole of it (timeout(1)); so does the end of this standard input, which is what is left of a cancelled
 * or lost connection here.
 */
const runScript = remote`
IFS= read -r t; IFS= read -r n; c=$(head -c "$n"); exec 4<&0 </dev/null
timeout -k 5 "$t" /bin/sh -c "$c" </dev/null 2>&1 4<&- & p=$!
{ cat <&4 >/dev/null; kill -TERM "$p"; } >/dev/null 2>&1 & w=$!
wait "$p"; code=$?
kill "$w" 2>/dev/null
printf '\nBERTH:CODE %s\n' "$code"`;

const outputMaxBytes = 12 * 1024;
const endMark = '\nBERTH:CODE ';
/** What a node may take beyond the command's own time before it counts as lost, in ms. */
const marginMs = 20_000;

/** One command of the instructor's own, on every node. It is never "so already": whoever runs it again wants it to run again. */
export function commandRun(input: CommandInput): Step {
  return {
    id: 'command.run',
    check: async () => ({ ok: false, detail: '' }),
    plan: async (node) => [`${input.as === 'root' ? 'root' : node.loginUser}@${node.name}: ${input.command}`],
    async apply(node, report) {
      const { output, code } = await runCommand(node, input, report);
      if (code !== 0) throw new AppError('command_failed', { detail: `${code === 124 ? 'timeout' : `exit ${code}`}\n${output}` });
      return output;
    },
    // It ended with 0: that is all there is to know.
    verify: async () => ({ ok: true, detail: '' }),
  };
}

async function runCommand(
  node: StepNode,
  input: CommandInput,
  report: (output: string) => void,
): Promise<{ output: string; code: number }> {
  const login = input.as === 'login' ? await node.login() : null;
  try {
    const stream = login ? await login.openCommand(runScript) : await (await node.root()).openCommand(runScript);
    const script = Buffer.from(input.command);
    stream.write(`${input.timeoutSeconds}\n${script.length}\n`);
    stream.write(script);
    return await collect(stream, input.timeoutSeconds * 1000 + marginMs, node.signal, report);
  } finally {
    login?.close();
  }
}

/** Keeps the beginning of what it says and the end with its exit code; a command that says more is not held up. */
function collect(
  stream: Duplex,
  timeoutMs: number,
  signal: AbortSignal,
  report: (output: string) => void,
): Promise<{ output: string; code: number }> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    let tail = Buffer.alloc(0);
    let size = 0;
    const finish = (work: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      stream.destroy();
      work();
    };
    const onAbort = () => finish(() => reject(new AppError('cancelled')));
    const timer = setTimeout(() => finish(() => reject(new AppError('node_deadline', { detail: `${timeoutMs} ms` }))), timeoutMs);
    const text = (end: number) => {
      const shown = head.subarray(0, Math.min(end, outputMaxBytes)).toString().trimEnd();
      return end > outputMaxBytes ? `${shown}\n… ${end - outputMaxBytes} B` : shown;
    };
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (head.length <= outputMaxBytes) head = Buffer.concat([head, chunk]);
      tail = Buffer.concat([tail, chunk]).subarray(-64);
      const at = tail.lastIndexOf(endMark);
      const code = at < 0 ? null : /^(\d+)\n/.exec(tail.subarray(at + endMark.length).toString());
      if (code) finish(() => resolve({ output: text(size - (tail.length - at)), code: Number(code[1]) }));
      else report(text(size));
    });
    stream.on('error', () => {});
    stream.on('close', () => finish(() => reject(new AppError('node_lost', { detail: 'The command was cut off.' }))));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stream.resume();
  });
}
