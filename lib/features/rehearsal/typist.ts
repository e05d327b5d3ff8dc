import { setTimeout as wait } from 'node:timers/promises';
import type { Ctx } from '@/lib/core/runtime';
import { openTerminal } from '@/lib/features/terminals/open-terminal';
import { keysOf, linesOf } from '@/lib/shared/typed-command';
import type { PlannedCommand } from './plan';
import { promptHost, Screen, type Waiting, waitingFor } from './screen';

/** Wide enough that no command of a course is wrapped. */
const size = { cols: 240, rows: 50 } as const;
/** Nothing more is printed for so long: what stands last is a prompt. */
const quietMs = 120;
const lookMs = 20;
/** A command may pull or build an image. */
const commandMs = 120_000;

/** A command that did not come back to a prompt. `screen`: the last lines. */
export class NoPrompt extends Error {
  readonly screen: string;
  constructor(typed: string, screen: string) {
    super(`No prompt after “${typed}”.`);
    this.screen = screen.split('\n').slice(-6).join('\n').slice(-600);
  }
}

/** One terminal of the panel's that a rehearsal types into, as a student's hands would. */
export interface Typist {
  readonly id: string;
  /** Types a command and waits for the next prompt. @returns what was printed. @throws NoPrompt */
  type(command: Pick<PlannedCommand, 'text' | 'keys'>): Promise<string>;
  /** Bytes as they are, without waiting. */
  send(bytes: string): void;
  /** Keys as a course names them, without waiting. */
  press(keys: string): void;
  /** @throws NoPrompt */
  untilPrompt(what: string, ms?: number): Promise<void>;
  /** Who and where its prompt says it is; null where it does not say. */
  host(): string | null;
  isOpen(): boolean;
  close(): void;
}

/**
 * Opens a terminal on a node and waits for its prompt.
 * @param options `password`: what is answered where something asks for one
 * @throws AppError as {@link openTerminal}; NoPrompt
 */
export async function openTypist(
  ctx: Ctx,
  options: { nodeId: string; as: 'login' | null; password: string | null },
): Promise<Typist> {
  const { nodeId, as, password } = options;
  const { id } = await openTerminal(ctx, { kind: 'host', node: nodeId, ...(as && { as }), ...size });
  const { terminals, actor } = ctx;
  const screen = new Screen();
  let lastAt = performance.now();
  let isOpen = true;
  const viewer = {
    output(seq: number, data: Uint8Array) {
      screen.take(data);
      lastAt = performance.now();
      terminals.acknowledge(actor.id, id, viewer, seq);
    },
    ended() {
      isOpen = false;
    },
  };
  const attached = terminals.attach(actor.id, id, 0, viewer);
  screen.take(attached.replay);
  terminals.acknowledge(actor.id, id, viewer, attached.startSeq + attached.replay.length);

  async function until(what: string, wanted: readonly Waiting[], ms: number, isFirst = false): Promise<Waiting> {
    const end = performance.now() + ms;
    for (;;) {
      const now = waitingFor(screen.text, { isFirst });
      if (now !== null && wanted.includes(now) && performance.now() - lastAt >= quietMs) return now;
      if (!isOpen || performance.now() > end) throw new NoPrompt(what, screen.text);
      await wait(lookMs);
    }
  }
  const send = (bytes: string): void => {
    screen.clear();
    lastAt = performance.now();
    terminals.input(actor.id, id, Buffer.from(bytes));
  };
  async function typeLine(line: string, isLast: boolean): Promise<string> {
    send(`${line}\r`);
    const wanted: Waiting[] = isLast ? ['prompt', 'password'] : ['prompt', 'more', 'password'];
    const came = await until(line, wanted, commandMs);
    const printed = screen.text;
    if (came !== 'password' || password === null) return printed;
    send(`${password}\r`);
    await until(line, ['prompt'], commandMs);
    return printed + screen.text;
  }

  await until('opening', ['prompt'], 30_000, true);
  return {
    id,
    async type({ text, keys }) {
      if (keys) {
        send(keysOf(text) ?? '');
        // Keys have no echo: a prompt may be all that comes.
        await until(text, ['prompt'], commandMs, true);
        return screen.text;
      }
      const lines = linesOf(text);
      let printed = '';
      for (const [index, line] of lines.entries()) printed += await typeLine(line, index === lines.length - 1);
      return printed;
    },
    send,
    press: (keys) => send(keysOf(keys) ?? ''),
    untilPrompt: async (what, ms = commandMs) => void (await until(what, ['prompt'], ms, true)),
    host: () => promptHost(screen.text),
    isOpen: () => isOpen,
    close() {
      if (isOpen) terminals.close(actor.id, id);
    },
  };
}
